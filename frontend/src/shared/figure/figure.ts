/** What a figure is and how it is read: its kind, whether more of it is better, its text. */
import { toNumber } from "@/shared/format/decimal";
import type { Format } from "@/shared/format/useFormat";
import type { FigureKind, FigureValue, Metric } from "./types";

const COUNTS: ReadonlySet<Metric> = new Set<Metric>([
  "active_players",
  "registrations",
  "ftd_count",
  "online_now",
  "bets",
]);

export function kindOf(metric: Metric): FigureKind {
  if (metric === "hold") return "ratio";
  return COUNTS.has(metric) ? "count" : "money";
}

/** Which way is good; null where neither is, so that a change has no colour of praise or blame. */
export type Better = "more" | "less" | null;

const BETTER: Partial<Record<Metric, Better>> = {
  withdrawals: null,
  payouts: null,
  bonus_cost: null,
  player_balances: null,
  pending_withdrawals: "less",
};

export function betterOf(metric: Metric): Better {
  const own = BETTER[metric];
  return own === undefined ? "more" : own;
}

/** A figure as people read it, exact; a dash where there is none. */
export function figureText(
  value: FigureValue | undefined,
  kind: FigureKind,
  currency: string | null | undefined,
  format: Format,
): string {
  if (value === null || value === undefined) return "–";
  if (kind === "ratio") return format.ratio(toNumber(value));
  return kind === "money" && currency ? format.money(String(value), currency) : format.count(value);
}
