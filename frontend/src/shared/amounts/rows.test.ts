import { describe, expect, it } from "vitest";
import { faultOf, readRows } from "./rows";

const row = (currency: string, amount: string) => ({ key: 1, currency, amount });

describe("amounts as typed", () => {
  it("are read with the decimals of each currency", () => {
    expect(readRows([row("BRL", "1.500"), row("BTC", "0,05")], "pt-BR")).toEqual([
      { amount: "1500.00", currency: "BRL" },
      { amount: "0.05000000", currency: "BTC" },
    ]);
    expect(readRows([], "en")).toEqual([]);
  });

  it("are none while one cannot be read", () => {
    expect(readRows([row("BRL", "500"), row("EUR", "")], "en")).toBeNull();
    expect(faultOf(row("EUR", ""), "en")).toBe("not_a_number");
    expect(faultOf(row("JPY", "1.5"), "en")).toBe("too_precise");
    expect(faultOf(row("EUR", "1.5"), "en")).toBeNull();
  });
});
