import { describe, expect, it } from "vitest";
import { changeOf, equals, isNegative, isZero, parseDecimal, shareOf, sumOf } from "./decimal";

describe("parseDecimal", () => {
  it("keeps every digit of figures that a float would round", () => {
    expect(parseDecimal("90071992547409931234.05")).toEqual({ units: 9007199254740993123405n, scale: 2 });
    expect(parseDecimal("-0.00000001")).toEqual({ units: -1n, scale: 8 });
    expect(parseDecimal(42)).toEqual({ units: 42n, scale: 0 });
  });

  it.each(["", "abc", "1e5", "1,5", "NaN", "--1"])("refuses %j", (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe("signs", () => {
  it("knows negative and zero", () => {
    expect(isNegative("-0.01")).toBe(true);
    expect(isNegative("-0.00")).toBe(false);
    expect(isZero("0.00000000")).toBe(true);
    expect(isZero("0.01")).toBe(false);
  });
});

describe("changeOf", () => {
  it("compares figures of different precision", () => {
    expect(changeOf("1.50", "1.5")).toEqual({ kind: "same" });
    expect(changeOf("112.5", "100.00")).toEqual({ kind: "moved", up: true, ratio: 0.125 });
    expect(changeOf(75, 100)).toEqual({ kind: "moved", up: false, ratio: -0.25 });
  });

  it("measures against the size of a loss, so that a smaller loss is up", () => {
    expect(changeOf("-5.00", "-10.00")).toEqual({ kind: "moved", up: true, ratio: 0.5 });
    expect(changeOf("-20.00", "10.00")).toEqual({ kind: "moved", up: false, ratio: -3 });
  });

  it("never divides by zero and never invents a comparison", () => {
    expect(changeOf("5.00", "0.00")).toEqual({ kind: "from_zero", up: true });
    expect(changeOf("-5.00", "0")).toEqual({ kind: "from_zero", up: false });
    expect(changeOf("5.00", null)).toEqual({ kind: "unknown" });
    expect(changeOf("0", "0.00")).toEqual({ kind: "same" });
  });

  it("sees a change of one cent in a figure beyond a float's reach", () => {
    expect(changeOf("90071992547409931.02", "90071992547409931.01")).toMatchObject({ kind: "moved", up: true });
  });
});

describe("shareOf", () => {
  it("stays between nothing and all", () => {
    expect(shareOf("5", "10")).toBe(0.5);
    expect(shareOf("-5", "10")).toBe(0);
    expect(shareOf("20", "10")).toBe(1);
    expect(shareOf("5", "0")).toBe(0);
  });
});

describe("sumOf", () => {
  it("adds exactly, whatever the size and the sign", () => {
    expect(sumOf(["0.1", "0.2"])).toBe("0.3");
    expect(sumOf(["90071992547409.93", "-0.01", "0.005"])).toBe("90071992547409.925");
    expect(sumOf(["-0.40", 0, "0.15"])).toBe("-0.25");
    expect(sumOf([])).toBe("0");
    expect(sumOf(["1", "x"])).toBeNull();
  });

  it("knows the same number however it is written", () => {
    expect(equals("1.50", "1.5")).toBe(true);
    expect(equals(2, "2.00")).toBe(true);
    expect(equals("1.50", "1.51")).toBe(false);
  });
});
