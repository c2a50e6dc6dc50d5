/** The shapes of the dashboard's answers. */
import type { Bet, Instant, LocalDate, PartialAnswer } from "@/shared/api/types";
import type {
  Calendar,
  Compare,
  CurrencyUse,
  FigureKind,
  FigureValue,
  Freshness,
  Metric,
  Series,
  Tile,
} from "@/shared/figure/types";

export type RtpVerdict = "above" | "below" | "expected" | "too_few";

export interface TopGame {
  game: string;
  provider: string | null;
  category: string | null;
  /** For people; null when it is the same. */
  name: string | null;
  currency: string;
  turnover: string;
  payouts: string;
  ggr: string;
  bets: number;
  settled_bets: number;
  rtp: string | null;
  theoretical_rtp: string | null;
  /** Standard deviations of payouts off the theoretical. */
  rtp_z: string | null;
  rtp_verdict: RtpVerdict | null;
  previous_ggr: string | null;
}

export interface TopRegion {
  country: string;
  currency: string;
  turnover: string;
  ggr: string;
  bets: number;
  active_players: number;
  deposits: string;
  withdrawals: string;
  registrations: number;
  previous_ggr: string | null;
}

export interface NgrRule {
  version: string | number;
  formula: string;
  /** First local day that the rule holds for; null when it always did. */
  effective_from?: LocalDate | null;
}

export const HEAT_METRICS = ["ggr", "turnover", "deposits", "active_players"] as const;
export type HeatMetric = (typeof HEAT_METRICS)[number];

export interface HeatCell {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  value: FigureValue;
}

export interface Heat {
  metric: HeatMetric;
  currency?: string | null;
  cells: HeatCell[];
}

export interface Dashboard extends PartialAnswer {
  from: LocalDate;
  to: LocalDate;
  previous_from: LocalDate | null;
  previous_to: LocalDate | null;
  compare: Compare;
  calendar: Calendar;
  /** The present, while the period goes on, and where the earlier one was cut. */
  until: Instant | null;
  previous_until: Instant | null;
  filtered: boolean;
  currency: CurrencyUse | null;
  timezone: string | null;
  operators: { id: string; name: string; timezone: string }[];
  ngr_rule: NgrRule | null;
  /** Every rule that had a part in the period, when there was more than one. */
  ngr_rules?: NgrRule[];
  freshness: Freshness | null;
  interval: "hour" | "day" | null;
  tiles: Tile[] | null;
  series: Series[] | null;
  heat: Heat[] | null;
  top_games: TopGame[] | null;
  top_regions: TopRegion[] | null;
}

export interface TopPlayer {
  player: { id: string; operator_id: string; username: string | null; country: string | null };
  currency: string;
  ggr: string;
  turnover: string;
  deposits: string;
  withdrawals: string;
}

export const RANKINGS = ["winners", "losers", "depositors", "withdrawers"] as const;
export type Ranking = (typeof RANKINGS)[number];
export type TopPlayers = PartialAnswer & Record<Ranking, TopPlayer[] | null>;

/** What figures can be filtered by; "" where something was not told. */
export interface Options extends PartialAnswer {
  countries: string[];
  currencies: string[];
  providers: string[];
  games: { game: string; provider: string | null; name: string | null; category: string | null }[];
  categories: string[];
  devices: string[];
  channels: string[];
}

export interface Anomaly {
  metric: Metric;
  kind: FigureKind;
  currency: string | null;
  value: FigureValue;
  expected: { low: FigureValue; median: FigureValue; high: FigureValue; samples: number };
  verdict: "low" | "high" | "expected" | "unknown";
  why: string;
}

/** A version of what a metric means. */
export interface Formula {
  text: string;
  /** In the reader's language, as the server knows it. */
  definition: string;
  version: number;
  effective_from: LocalDate | null;
  source: string | null;
}

export interface FigureTerm {
  name: string;
  sign: 1 | -1;
  value: FigureValue;
  currency: string | null;
  rate: string | null;
  converted: FigureValue;
  /** Of what it is a share, and which, where it is one. */
  of: string | null;
  share_bps: number | null;
  rule_version: number | null;
  operator_id: string | null;
  divisor: boolean;
}

export interface FigureCell {
  from: Instant;
  until: Instant;
  at: string | null;
  operator_id: string | null;
  currency: string | null;
  game: string | null;
  provider: string | null;
  country: string | null;
  device: string | null;
  channel: string | null;
  value: FigureValue;
  bets: number;
}

export const GROUPS = ["time", "game", "country", "operator"] as const;
export type Group = (typeof GROUPS)[number];

export interface FigureBridge {
  metric: Metric;
  label: string;
  kind: FigureKind;
  value: FigureValue;
  currency: string | null;
  definition: string;
  /** The newest of formulas. */
  formula: Formula | null;
  formulas: Formula[];
  ngr_rules: NgrRule[];
  /** Currencies without a rate. */
  missing: string[];
  /** In which groups the figure can be had. */
  groups: string[];
  timezone: string | null;
  calendar: Calendar;
  rates: CurrencyUse["rates"];
  terms: FigureTerm[];
  cells: { items: FigureCell[]; next_cursor: string | null };
}

export interface FigureBet {
  bet: Bet;
  player_id: string;
  username: string;
  country: string;
}

export const CHANGE_BY = ["game", "region", "player", "provider", "operator"] as const;
export type ChangeBy = (typeof CHANGE_BY)[number];

export interface ChangePart {
  key: string;
  label: string | null;
  now: FigureValue;
  before: FigureValue;
  difference: FigureValue;
  /** Of a game. */
  provider: string | null;
  /** Of a player. */
  operator_id: string | null;
}

export interface Change {
  /** Currencies without a rate, and services that did not answer. */
  missing: string[];
  metric: Metric;
  currency: string | null;
  now: FigureValue;
  before: FigureValue;
  difference: FigureValue;
  parts: ChangePart[];
  rest: { count: number; now: FigureValue; before: FigureValue; difference: FigureValue };
}

export interface WaterfallStep {
  name: string;
  value: FigureValue;
  running: FigureValue;
  note: string | null;
  /** Says where one stands instead of adding. */
  subtotal: boolean;
}

export interface WaterfallView {
  name: "house_ngr" | "ukgc_ggy" | "brazil_base";
  title: string;
  rule: { version: number; effective_from: LocalDate | null; source: string | null; text: string } | null;
  steps: WaterfallStep[];
}

export interface Waterfall {
  currency: string;
  /** Currencies without a rate. */
  missing: string[];
  views: WaterfallView[];
}
