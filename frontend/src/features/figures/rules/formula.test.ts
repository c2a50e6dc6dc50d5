import { describe, expect, it } from "vitest";
import { bpsOf, formulaOf, NOTHING } from "./formula";

const words = { ggr: "GGR", part: (share: string, percent: number) => `${percent * 100}% ${share}` };

describe("NGR rules", () => {
  it("read percent as basis points, no finer", () => {
    expect(bpsOf(12.5)).toBe(1250);
    expect(bpsOf(0.07)).toBe(7);
    expect(bpsOf(100)).toBe(10_000);
    expect(bpsOf(0.001)).toBeNull();
    expect(bpsOf(101)).toBeNull();
    expect(bpsOf(-1)).toBeNull();
    expect(bpsOf(null)).toBeNull();
  });

  it("name only what is taken off", () => {
    expect(formulaOf(NOTHING, words)).toBe("GGR");
    expect(formulaOf({ ...NOTHING, bonus_cost_bps: 10_000, gaming_tax_bps: 1200 }, words)).toBe(
      "GGR − 100% bonus_cost_bps − 12% gaming_tax_bps",
    );
  });
});
