import { describe, expect, it } from "vitest";
import type { Figures, Overview } from "../../api/getOverview";
import { byDay, currenciesOf, figuresOf } from "./figures";

const figures = (currency: string, ggr: string, turnover = "10.00") =>
  ({
    currency,
    ggr,
    turnover,
    deposits: "0",
    withdrawals: "0",
    payouts: "0",
    bonuses: "0",
  }) as Figures;
const OVERVIEW: Overview = {
  timezone: "America/Sao_Paulo",
  periods: [
    { name: "today", figures: [] },
    { name: "all", figures: [figures("BTC", "0.1"), figures("BRL", "7.00")] },
  ],
  days: [
    { date: "2026-03-01", figures: [figures("BRL", "-2.50")] },
    { date: "2026-02-28", figures: [figures("BTC", "0.1")] },
  ],
  games: [],
};

describe("the overview", () => {
  it("shows the player's own currency first", () => {
    expect(currenciesOf(OVERVIEW, "BRL")).toEqual(["BRL", "BTC"]);
    expect(currenciesOf(OVERVIEW, null)).toEqual(["BRL", "BTC"]);
    const idle = {
      ...OVERVIEW,
      periods: [{ name: "all" as const, figures: [figures("BIT", "0", "0"), figures("BRL", "0")] }],
    };
    expect(currenciesOf(idle, "BIT")).toEqual(["BRL", "BIT"]);
    expect(figuresOf(OVERVIEW, "all", "BRL")?.ggr).toBe("7.00");
    expect(figuresOf(OVERVIEW, "today", "BRL")).toBeNull();
  });

  it("fills the days without activity", () => {
    const points = byDay(OVERVIEW, "BRL", "ggr", "2026-03-02");
    expect(points).toHaveLength(30);
    expect(points[0]).toEqual({ at: "2026-02-01", value: "0" });
    expect(points.slice(-3)).toEqual([
      { at: "2026-02-28", value: "0" },
      { at: "2026-03-01", value: "-2.50" },
      { at: "2026-03-02", value: "0" },
    ]);
  });
});
