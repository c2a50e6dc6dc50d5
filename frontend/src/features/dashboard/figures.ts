/** Picks what a dashboard shows out of the answer: currencies, tiles and series in their places. */
import type { Metric, Series, Tile } from "@/shared/figure/types";
import { isZero } from "@/shared/format/decimal";
import type { Dashboard, Heat, HeatMetric, NgrRule } from "./api/types";

/**
 * The currencies in the answer; the reporting currency, when present, comes first. Where nothing could be converted
 * into it, it comes last: its zeros would be taken for figures.
 */
export function currenciesOf(dashboard: Dashboard, reporting: string | null): string[] {
  const found = new Set<string>();
  const moved = new Set<string>();
  for (const { currency, value } of dashboard.tiles ?? []) {
    if (!currency) continue;
    found.add(currency);
    if (value !== null && !isZero(value)) moved.add(currency);
  }
  const hollow = (currency: string) =>
    currency === reporting &&
    !moved.has(currency) &&
    (dashboard.currency?.missing ?? []).some((each) => moved.has(each));
  const rank = (currency: string) => (currency === reporting ? (hollow(currency) ? -1 : 1) : 0);
  return [...found].sort((a, b) => rank(b) - rank(a) || a.localeCompare(b));
}

export function tileOf(dashboard: Dashboard, metric: Metric, currency: string | null): Tile | null {
  const own = (dashboard.tiles ?? []).filter((tile) => tile.metric === metric);
  return own.find((tile) => !tile.currency) ?? own.find((tile) => tile.currency === currency) ?? null;
}

export function seriesOf(dashboard: Dashboard, metric: Metric, currency: string | null): Series | null {
  const own = (dashboard.series ?? []).filter((series) => series.metric === metric);
  return own.find((series) => !series.currency) ?? own.find((series) => series.currency === currency) ?? null;
}

export function heatOf(dashboard: Dashboard, metric: HeatMetric, currency: string | null): Heat | null {
  const own = (dashboard.heat ?? []).filter((heat) => heat.metric === metric);
  return own.find((heat) => !heat.currency) ?? own.find((heat) => heat.currency === currency) ?? null;
}

/** The rules behind the NGR, the newest first and each once. */
export function rulesOf(dashboard: Dashboard): NgrRule[] {
  const all = [dashboard.ngr_rule, ...(dashboard.ngr_rules ?? [])].filter((rule) => rule !== null);
  return all.filter(
    (rule, index) =>
      all.findIndex((other) => other.version === rule.version && other.formula === rule.formula) === index,
  );
}

/** What stands whether or not anything happened in the period. */
const STANDING: ReadonlySet<Metric> = new Set<Metric>(["player_balances", "pending_withdrawals", "online_now"]);

/** Nothing happened in the period. */
export function isQuiet(dashboard: Dashboard): boolean {
  return (
    dashboard.tiles !== null &&
    (dashboard.tiles ?? []).every((tile) => STANDING.has(tile.metric) || tile.value === null || isZero(tile.value))
  );
}

/** No activity was ever recorded for these operators. */
export function isUnused(dashboard: Dashboard): boolean {
  return isQuiet(dashboard) && dashboard.freshness !== null && dashboard.freshness.last_activity_at === null;
}
