import { describe, expect, it } from "vitest";
import { createFormat } from "@/shared/format/useFormat";
import { betterOf, figureText, kindOf } from "./figure";
import { METRICS } from "./types";

const en = createFormat("en");

describe("figures", () => {
  it("have a kind each", () => {
    expect(METRICS.filter((metric) => kindOf(metric) === "count")).toEqual([
      "active_players",
      "registrations",
      "ftd_count",
      "online_now",
      "bets",
    ]);
    expect(kindOf("hold")).toBe("ratio");
    expect(kindOf("pending_withdrawals")).toBe("money");
  });

  it("are judged by what they mean", () => {
    expect(betterOf("ggr")).toBe("more");
    expect(betterOf("pending_withdrawals")).toBe("less");
    expect(betterOf("withdrawals")).toBeNull();
  });

  it("read exactly, by kind", () => {
    expect(figureText("1234567890123.45", "money", "EUR", en)).toBe("€1,234,567,890,123.45");
    expect(figureText(12345, "count", null, en)).toBe("12,345");
    expect(figureText("0.0423", "ratio", "EUR", en)).toBe("4.23%");
    expect(figureText(null, "ratio", "EUR", en)).toBe("–");
    expect(figureText(undefined, "money", "EUR", en)).toBe("–");
  });
});
