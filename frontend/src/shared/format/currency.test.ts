import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decimalsOf, exceeds, parseAmount } from "./currency";

const amount = (text: string) => ({ kind: "amount", amount: text });

describe("decimals", () => {
  it("are those of the services", () => {
    const source = readFileSync(join(import.meta.dirname, "../../../../kit/money.py"), "utf8");
    const block = (name: string) => new RegExp(`^${name}: Final = ([^=]*?)(?=^\\S)`, "ms").exec(source)?.[1] ?? "";
    const codes = (text: string) => [...text.matchAll(/\b[A-Z]{3,5}\b/g)].map((match) => match[0]);
    const known = new Map<string, number>([
      ...codes(/_TWO: Final = \(([^)]*)\)/.exec(source)?.[1] ?? "").map((code): [string, number] => [code, 2]),
      ...codes(block("_NONE")).map((code): [string, number] => [code, 0]),
      ...codes(block("_THREE")).map((code): [string, number] => [code, 3]),
      ...[...(/_FURTHER[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? "").matchAll(/"([A-Z]+)": (\d)/g)].map(
        (match): [string, number] => [match[1] ?? "", Number(match[2])],
      ),
    ]);
    expect(known.size).toBeGreaterThan(160);
    expect([...known].filter(([code, digits]) => decimalsOf(code) !== digits)).toEqual([]);
  });
});

describe("amounts as typed", () => {
  it("are read in the reader's language", () => {
    expect(parseAmount("1,234.5", "BRL", "en")).toEqual(amount("1234.50"));
    expect(parseAmount("1.234,5", "BRL", "pt-BR")).toEqual(amount("1234.50"));
    expect(parseAmount(" 12 ", "BRL", "en")).toEqual(amount("12.00"));
    expect(parseAmount("0,01", "BRL", "pt-BR")).toEqual(amount("0.01"));
  });

  it("never take the other language's decimal point for a group", () => {
    expect(parseAmount("12.50", "BRL", "pt-BR")).toEqual({ kind: "not_a_number" });
    expect(parseAmount("12,50", "BRL", "en")).toEqual({ kind: "not_a_number" });
    expect(parseAmount("1,23,4", "BRL", "en")).toEqual({ kind: "not_a_number" });
  });

  it("keep to the currency's decimals", () => {
    expect(parseAmount("500", "JPY", "en")).toEqual(amount("500"));
    expect(parseAmount("500.5", "JPY", "en")).toEqual({ kind: "too_precise" });
    expect(parseAmount("0.00000001", "BTC", "en")).toEqual(amount("0.00000001"));
    expect(parseAmount("1.2345", "KWD", "en")).toEqual({ kind: "too_precise" });
    expect(parseAmount("1.2300", "BRL", "en")).toEqual(amount("1.23"));
  });

  it("are positive and not beyond what a ledger holds", () => {
    expect(parseAmount("0.00", "BRL", "en")).toEqual({ kind: "not_positive" });
    expect(parseAmount("10000000000000.00", "BRL", "en")).toEqual(amount("10000000000000.00"));
    expect(parseAmount("10000000000000.01", "BRL", "en")).toEqual({ kind: "too_large" });
    for (const text of ["", "-5", "1e3", "abc", ".", "5..1"])
      expect(parseAmount(text, "BRL", "en")).toEqual({ kind: "not_a_number" });
  });
});

describe("exceeds", () => {
  it("compares exactly", () => {
    expect(exceeds("500.01", "500")).toBe(true);
    expect(exceeds("500.00", "500")).toBe(false);
    expect(exceeds("9007199254740993", "9007199254740992")).toBe(true);
  });
});
