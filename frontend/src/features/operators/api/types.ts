/** Operators with their settings, and the list of them with figures, as the gateway speaks of them. */
import type { Instant, LocalDate, Money, Operator as Named } from "@/shared/api/types";
import type { CurrencyUse, SeriesPoint, UsedRate } from "@/shared/figure/types";

export const STATUSES = ["pending", "live", "maintenance", "suspended", "closing", "closed"] as const;
export type OperatorStatus = (typeof STATUSES)[number];

export interface Operator extends Named {
  company_name: string;
  status: OperatorStatus;
  /** ISO 3166 code of a country or of a part of one. */
  jurisdiction: string | null;
  licence: string | null;
  languages: string[];
  /** Balances held below these raise an alert, one for each currency. */
  balance_thresholds: Money[];
  /** Who is let in during maintenance; null for who may not change the operator. */
  allowed_ips: string[] | null;
  created_at: Instant;
  status_since: Instant;
  /** Those to which a step is legal now. */
  next_statuses: OperatorStatus[];
  maintenance: { message: string; allowed_ips: string[] | null } | null;
  /** A step that is taken at a moment; `ends` when it is the end of the present status. */
  scheduled: {
    to: OperatorStatus;
    at: Instant;
    until: Instant | null;
    ends: boolean;
    reason: string;
    by: string;
  } | null;
  /** Somebody asked to close it for good; `own` when it was oneself, who cannot approve it. */
  closing: { asked_by: string; asked_at: Instant; reason: string; own: boolean } | null;
  revision: number;
}

export const HISTORY_KINDS = [
  "created",
  "settings",
  "status",
  "scheduled",
  "schedule_applied",
  "schedule_cancelled",
  "closing_asked",
  "closing_withdrawn",
  "closed",
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

export interface HistoryEntry {
  at: Instant;
  by: string;
  kind: HistoryKind;
  from: OperatorStatus | null;
  to: OperatorStatus;
  reason: string;
  fields: string[];
  revision: number;
}

export const FIGURES = [
  "turnover",
  "ggr",
  "ngr",
  "deposits",
  "withdrawals",
  "active_players",
  "registrations",
  "ftd_count",
] as const;
export type Figure = (typeof FIGURES)[number];

export interface Amount {
  value: string | number;
  previous: string | number | null;
  /** Null for counts, and for money where nothing happened in any currency. */
  currency: string | null;
  /** The same in further currencies, which could not be put into the first. */
  others: Amount[];
}

export interface Standing {
  players: number;
  online_now: number;
  balances: Money[];
  /** All of them in one currency; null when a rate is missing. */
  balance: Money | null;
  pending_withdrawals: { count: number; amount: Money | null; amounts: Money[] };
  open_tickets: number;
  overdue_tickets: number;
  excluded: number;
  as_of: Instant;
}

/** Why something is as it is: a kind with its values, and the sentence where the kind is not known here. */
export interface Remark {
  kind: string;
  text: string;
  values: Record<string, string>;
}

export type Level = "info" | "warning" | "critical";
export type Health = "ok" | "quiet" | "stale" | "unknown";

export interface OverviewItem {
  operator: Operator;
  figures: Record<Figure, Amount> | null;
  standing: Standing | null;
  last_activity_at: Instant | null;
  health: Health;
  why: Remark;
  alerts: (Remark & { level: Level })[];
  sparkline: { metric: string; currency: string; points: SeriesPoint[] } | null;
  freshness: { last_recorded_at: Instant | null; last_counted_at: Instant | null } | null;
}

export interface Overview {
  from: LocalDate;
  to: LocalDate;
  previous_from: LocalDate | null;
  previous_to: LocalDate | null;
  /** Up to when figures are while the period goes on. */
  until: Instant | null;
  previous_until: Instant | null;
  currency: Omit<CurrencyUse, "rates"> & { rates: (UsedRate & { company_id: string })[] };
  items: OverviewItem[];
  totals: {
    operators: number;
    by_status: Record<string, number>;
    figures: Record<Figure, Amount> | null;
    standing: Standing | null;
  };
  missing: ("metrics" | "players")[];
}
