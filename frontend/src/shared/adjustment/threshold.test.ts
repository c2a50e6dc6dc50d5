import { describe, expect, it } from "vitest";
import { thresholdOf } from "./threshold";

const LIMITS = [{ amount: "500.00", currency: "BRL" }];

describe("the second person", () => {
  it("is needed above the limit only", () => {
    expect(thresholdOf(LIMITS, "BRL", "500.00").waits).toBe(false);
    expect(thresholdOf(LIMITS, "BRL", "500.01").waits).toBe(true);
    expect(thresholdOf(LIMITS, "BRL", null)).toEqual({ limit: LIMITS[0], waits: null });
  });

  it("is always needed without a limit", () => {
    expect(thresholdOf(LIMITS, "EUR", "0.01")).toEqual({ limit: null, waits: true });
    expect(thresholdOf([], "BRL", null).waits).toBe(true);
  });
});
