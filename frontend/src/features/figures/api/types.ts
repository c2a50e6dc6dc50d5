/** What figures go by, as the gateway speaks of it. */
import type { Instant, LocalDate } from "@/shared/api/types";

/** In basis points: of bonus cost, of GGR, of GGR, of deposits, of turnover. */
export const SHARES = [
  "bonus_cost_bps",
  "gaming_tax_bps",
  "provider_fee_bps",
  "payment_fee_bps",
  "jackpot_bps",
] as const;
export type Share = (typeof SHARES)[number];
export type NgrRates = Record<Share, number>;

export interface NgrRuleVersion {
  version: number;
  effective_from: LocalDate;
  rates: NgrRates;
  formula: string;
  created_at: Instant;
  /** Null for the one that every operator begins with. */
  created_by: string | null;
  reason: string | null;
  in_force: boolean;
}

export interface ExchangeRate {
  day: LocalDate;
  base: string;
  quote: string;
  rate: string;
  source: string;
  version: number;
  created_at: Instant;
  created_by: string;
  reason: string;
}

export interface CatalogueGame {
  game: string;
  provider: string;
  name: string | null;
  category: string | null;
  theoretical_rtp: string | null;
  /** False when it was played and the catalogue says nothing of it. */
  catalogued: boolean;
  updated_at: Instant | null;
  updated_by: string | null;
}

export interface RebuildDifference {
  sums: string;
  day: LocalDate;
  /** Empty for counts. */
  currency: string;
  measure: string;
  /** Money in minor units. */
  before: number;
  after: number;
}

export interface Rebuild {
  /** Idle: nothing is under way; what was ended well, was cancelled, or never began. */
  state: "idle" | "building" | "switching" | "failed";
  cancelled: boolean;
  done: number;
  total: number;
  started_at: Instant | null;
  finished_at: Instant | null;
  started_by: string | null;
  reason: string | null;
  /** Earliest first, at most 500; null until compared. */
  differences: RebuildDifference[] | null;
  differences_total: number;
  error: string | null;
}

export interface Report {
  month: string;
  revision: number;
  key_id: string;
  sha256: string;
  issued_at: Instant;
  issued_by: string;
}
