/** By which moment the bets behind a metric count: when they were placed, or when they were settled. */
import type { Metric } from "@/shared/figure/types";

const PLACED: ReadonlySet<Metric> = new Set<Metric>(["turnover", "bets", "active_players"]);
const SETTLED: ReadonlySet<Metric> = new Set<Metric>(["ggr", "ngr", "payouts", "hold", "arpu"]);

/** Null where there are no bets behind it. */
export function basisOf(metric: Metric): "placed" | "settled" | null {
  if (PLACED.has(metric)) return "placed";
  return SETTLED.has(metric) ? "settled" : null;
}
