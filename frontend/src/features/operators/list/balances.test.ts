import { describe, expect, it } from "vitest";
import type { Money } from "@/shared/api/types";
import type { OverviewItem } from "../api/types";
import { liabilities } from "./balances";

const money = (amount: string, currency: string): Money => ({ amount, currency });

function item(name: string, balances: Money[] | null, thresholds: Money[]): OverviewItem {
  return {
    operator: { id: name, name, balance_thresholds: thresholds },
    standing: balances && { balances },
  } as unknown as OverviewItem;
}

describe("liabilities", () => {
  it("are summed by currency over all brands, those below their threshold first", () => {
    const found = liabilities([
      item("A", [money("100.00", "EUR"), money("5.50", "BRL")], [money("50", "EUR")]),
      item("B", [money("20.00", "EUR")], [money("20.01", "EUR")]),
    ]);
    expect(found.map(({ currency, total }) => [currency, total])).toEqual([
      ["BRL", "5.50"],
      ["EUR", "120.00"],
    ]);
    expect(found[1]?.parts.map(({ operator, below }) => [operator, below])).toEqual([
      ["B", true],
      ["A", false],
    ]);
  });

  it("count a threshold of a currency that nobody holds as held 0, and nothing as below that is equal", () => {
    const [usd] = liabilities([
      item("A", [], [money("1", "USD")]),
      item("B", [money("1.00", "USD")], [money("1", "USD")]),
    ]);
    expect(usd?.parts.map(({ operator, held, below }) => [operator, held, below])).toEqual([
      ["A", "0", true],
      ["B", "1.00", false],
    ]);
  });

  it("are not summed while a part is unknown", () => {
    const [eur] = liabilities([item("A", null, [money("1", "EUR")]), item("B", [money("7.00", "EUR")], [])]);
    expect(eur).toMatchObject({ total: null });
    expect(eur?.parts.map(({ held }) => held)).toEqual([null, "7.00"]);
    expect(eur?.parts.some(({ below }) => below)).toBe(false);
  });
});
