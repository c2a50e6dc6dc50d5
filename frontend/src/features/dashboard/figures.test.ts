import { describe, expect, it } from "vitest";
import type { Dashboard } from "./api/types";
import { currenciesOf, isQuiet, isUnused, seriesOf, tileOf } from "./figures";

function dashboard(changes: Partial<Dashboard>): Dashboard {
  return {
    from: "2025-03-14",
    to: "2025-03-14",
    previous_from: "2025-03-13",
    previous_to: "2025-03-13",
    timezone: "UTC",
    compare: "previous",
    calendar: "operator",
    until: null,
    previous_until: null,
    filtered: false,
    currency: null,
    heat: [],
    operators: [],
    ngr_rule: null,
    freshness: { last_activity_at: null, last_recorded_at: null, lag_seconds: null },
    interval: "hour",
    tiles: [],
    series: [],
    top_games: [],
    top_regions: [],
    ...changes,
  };
}

const mixed = dashboard({
  tiles: [
    { metric: "ggr", kind: "money", value: "1.00", previous: "0.00", currency: "EUR" },
    { metric: "ggr", kind: "money", value: "2.00", previous: "0.00", currency: "BRL" },
    { metric: "bets", kind: "count", value: 3, previous: 0 },
  ],
  series: [{ metric: "ggr", currency: "BRL", points: [], previous_points: [] }],
});

describe("figures", () => {
  it("puts the reporting currency first", () => {
    expect(currenciesOf(mixed, "EUR")).toEqual(["EUR", "BRL"]);
    expect(currenciesOf(mixed, null)).toEqual(["BRL", "EUR"]);
  });

  it("does not begin with a reporting currency into which nothing could be converted", () => {
    const use = { mode: "reporting" as const, code: "EUR", rates: [], missing: ["BRL"] };
    const tiles = [
      { metric: "ggr" as const, kind: "money" as const, value: "0.00", previous: null, currency: "EUR" },
      { metric: "ggr" as const, kind: "money" as const, value: "2.00", previous: null, currency: "BRL" },
    ];
    expect(currenciesOf(dashboard({ tiles, currency: use }), "EUR")).toEqual(["BRL", "EUR"]);
    expect(currenciesOf(dashboard({ tiles, currency: { ...use, missing: [] } }), "EUR")).toEqual(["EUR", "BRL"]);
  });

  it("never shows one currency's figure as another's", () => {
    expect(tileOf(mixed, "ggr", "EUR")?.value).toBe("1.00");
    expect(tileOf(mixed, "ggr", "USD")).toBeNull();
    expect(tileOf(mixed, "bets", "EUR")?.value).toBe(3);
    expect(seriesOf(mixed, "ggr", "EUR")).toBeNull();
    expect(seriesOf(mixed, "ggr", "BRL")).not.toBeNull();
  });

  it("tells a quiet period from an operator without any activity and from figures that are missing", () => {
    const quiet = dashboard({
      tiles: [{ metric: "ggr", kind: "money", value: "0.00", previous: "5.00", currency: "EUR" }],
    });
    expect(isQuiet(quiet)).toBe(true);
    expect(isUnused(quiet)).toBe(true);
    const known = { last_activity_at: "2016-11-30T00:00:00Z", last_recorded_at: null, lag_seconds: null };
    expect(isUnused({ ...quiet, freshness: known })).toBe(false);
    expect(isQuiet(dashboard({ tiles: null }))).toBe(false);
    expect(isUnused(dashboard({ tiles: null, freshness: null }))).toBe(false);
    expect(isQuiet(mixed)).toBe(false);
  });
});
