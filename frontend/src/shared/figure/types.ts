/** What figures are, as the gateway's HTTP API speaks of them: metrics, tiles, courses, rates. */
import type { Instant, LocalDate } from "@/shared/api/types";

/** In the order in which they are read. */
export const METRICS = [
  "turnover",
  "ggr",
  "ngr",
  "hold",
  "active_players",
  "registrations",
  "ftd_count",
  "ftd_amount",
  "deposits",
  "withdrawals",
  "net_deposits",
  "pending_withdrawals",
  "bonus_cost",
  "arpu",
  "player_balances",
  "online_now",
  "average_deposit",
  "bets",
  "payouts",
] as const;
export type Metric = (typeof METRICS)[number];

export type FigureKind = "money" | "count" | "ratio";

/** A decimal string for money and ratios, an integer for counts; null where there is nothing to divide by. */
export type FigureValue = string | number | null;

export interface Tile {
  metric: Metric;
  kind: FigureKind;
  value: FigureValue;
  previous: FigureValue;
  /** Of money; others have none, but a ratio that is of one currency. */
  currency?: string | null;
}

export interface SeriesPoint {
  at: string;
  value: FigureValue;
}

export interface Series {
  metric: Metric;
  currency?: string | null;
  points: SeriesPoint[];
  previous_points: SeriesPoint[];
}

export interface Freshness {
  last_activity_at: Instant | null;
  last_recorded_at: Instant | null;
  lag_seconds: number | null;
}

/** A dated rate by which amounts were converted. */
export interface UsedRate {
  currency: string;
  rate: string;
  day: LocalDate;
  source: string;
}

/** In which currency figures are: each in its own, or all in a reporting one by dated rates. */
export interface CurrencyUse {
  mode: "own" | "reporting";
  code: string | null;
  rates: UsedRate[];
  /** Currencies without a rate for some day: they stand apart. */
  missing: string[];
}

export const COMPARES = ["previous", "weekdays", "year", "none"] as const;
export type Compare = (typeof COMPARES)[number];
export const CALENDARS = ["operator", "utc"] as const;
export type Calendar = (typeof CALENDARS)[number];
