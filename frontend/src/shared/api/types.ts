/** The shapes that the gateway's HTTP API speaks, written by hand from its contract. */

export interface Money {
  /** Exact decimal string in major units, for example "12.34". */
  amount: string;
  currency: string;
}

/** RFC 3339 UTC instant with microseconds. */
export type Instant = string;
/** Calendar day YYYY-MM-DD in the operator's zone. */
export type LocalDate = string;

/** An answer that was given although a backing service did not respond; names the services that are missing. */
export interface PartialAnswer {
  missing?: string[];
}

export interface Page<T> extends PartialAnswer {
  items: T[];
  next_cursor: string | null;
  /** approximate: there are more than count. */
  total: { count: number; approximate: boolean } | null;
}

export type AuthStage = "totp_required" | "totp_enrolment_required" | "signed_in";

export interface AuthAnswer {
  stage: AuthStage;
  csrf_token: string;
}

export interface TotpEnrolment {
  secret: string;
  otpauth_uri: string;
}

export interface TotpConfirmed extends AuthAnswer {
  recovery_codes: string[];
}

export interface Company {
  id: string;
  name: string;
  currency: string;
}

export interface Operator {
  id: string;
  company_id: string;
  name: string;
  timezone: string;
  currency: string;
  status: string;
}

export interface Me extends AuthAnswer {
  staff: { id: string; name: string; email: string; locale: string | null } | null;
  permissions: string[];
  companies: Company[];
  operators: Operator[];
  /** Permissions that are not held for all of the operators, each with those for which it is. */
  limited: Record<string, string[]>;
}

export interface StaffSession {
  id: string;
  created_at: Instant;
  last_seen_at: Instant | null;
  ip: string | null;
  user_agent: string | null;
  current: boolean;
}

/** A player in a list; personal data is masked, totals are in the player's own currency. */
export interface PlayerSummary {
  id: string;
  operator_id: string;
  external_id: string;
  username: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  region: string | null;
  status: string;
  kyc_level: number;
  kyc_status: string;
  vip_level: number;
  affiliate_id: string | null;
  acquisition: string;
  tags: string[];
  /** Scopes of the bans in force. */
  bans: string[];
  risk_flags: string[];
  excluded: boolean;
  online: boolean;
  registered_at: Instant;
  last_seen_at: Instant | null;
  balances: Money[];
  currency: string | null;
  deposits: Money | null;
  withdrawals: Money | null;
  turnover: Money | null;
  ggr: Money | null;
  /** By what a full match of the search found the player; empty for names and for lists. */
  matched: string;
}

export const BAN_SCOPES = ["log_in", "play", "deposit", "withdraw"] as const;
export type BanScope = (typeof BAN_SCOPES)[number];

export interface Ban {
  id: string;
  scope: BanScope;
  reason: string;
  by: string;
  placed_at: Instant;
  /** Null for a ban without end. */
  expires_at: Instant | null;
  /** Set once it is over, by a person or by expiry. */
  lifted_at: Instant | null;
  lifted_by: string | null;
  lift_reason: string | null;
}

export type KycStatus = "none" | "pending" | "verified" | "rejected" | "expired";
export type Acquisition = "direct" | "affiliate" | "referral";

export interface Player {
  id: string;
  external_id: string;
  username: string;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  date_of_birth: string | null;
  country: string | null;
  region: string | null;
  language: string | null;
  currency: string | null;
  status: string;
  suspension: { reason: string; by: string | null; at: Instant } | null;
  registered_at: Instant;
  registration_ip: string | null;
  last_seen_at: Instant | null;
  document: { type: string; number: string } | null;
  /** 0 for none, as with vip_level. */
  kyc_level: number;
  kyc_status: KycStatus;
  vip_level: number;
  affiliate_id: string | null;
  referrer_external_id: string | null;
  acquisition: Acquisition | null;
  /** Present while the player is excluded from gambling. */
  exclusion: { since: Instant; until: Instant | null } | null;
  risk_flags: string[];
  tags: string[];
  /** Those in force. */
  bans: Ban[];
  online: boolean;
  two_factor: boolean;
  /** When staff asked the platform to take the second factor away and it has not answered yet. */
  two_factor_reset_at: Instant | null;
  revision: number;
  masked: boolean;
}

export interface PlayerTotals {
  currency: string;
  deposits: string;
  withdrawals: string;
  turnover: string;
  payouts: string;
  ggr: string;
  bets: number;
  bonuses: string;
  /** GGR less bonuses. */
  ngr: string;
  /** Asked for, neither paid nor given back; not part of the balance. */
  pending_withdrawals: string;
  adjustments: string;
}

export interface PlayerProfile extends PartialAnswer {
  player: Player;
  balances: { currency: string; amount: Money; updated_at: Instant | null }[] | null;
  totals: PlayerTotals[] | null;
  open_sessions: number | null;
}

export interface Bet {
  bet_id: string;
  round_id: string | null;
  game: string | null;
  provider: string | null;
  status: "placed" | "settled" | "voided";
  stake: Money;
  payout: Money | null;
  ggr: Money | null;
  placed_at: Instant;
  settled_at: Instant | null;
  voided_at: Instant | null;
  void_reason: string | null;
}

export const MOVEMENT_KINDS = [
  "deposit",
  "deposit_rollback",
  "withdrawal",
  "withdrawal_freeze",
  "withdrawal_settle",
  "withdrawal_rollback",
  "bet",
  "win",
  "bet_rollback",
  "bonus",
  "free_spin_win",
  "promo",
  "manual_cash_credit",
  "manual_cash_debit",
  "manual_bonus_credit",
  "manual_bonus_debit",
  "adjustment",
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

export interface BalanceMovement {
  id: string;
  kind: MovementKind;
  amount: Money;
  balance_before: Money;
  balance_after: Money;
  /** "pix", "card" …; null where there is none. */
  method: string | null;
  reference: string | null;
  occurred_at: Instant;
  recorded_at: Instant;
}

export interface PlayerSession {
  id: string;
  started_at: Instant;
  ended_at: Instant | null;
  ip: string | null;
  device: string | null;
  country: string | null;
  user_agent: string | null;
  open: boolean;
  /** What was new since the session before: "ip_changed", "device_changed", "new_country". */
  flags: string[];
  /** Other players who were seen with this address, and with this device. */
  sharing_ip: number;
  sharing_device: number;
}

export type Outcome = "succeeded" | "refused" | "failed" | "unknown";

export interface AuditEvent {
  id: string;
  /** Place in the log, from 0. */
  seq: number | string;
  recorded_at: Instant;
  at: Instant;
  action: string;
  actor: { kind: string; id: string; name: string | null };
  company_id: string | null;
  operator_id: string | null;
  target: { type: string; id: string; label: string | null } | null;
  reason: string | null;
  outcome: Outcome;
  change_count: number;
  source: string;
}

export interface AuditChange {
  path: string;
  before: unknown;
  after: unknown;
  sensitive: boolean;
}

export interface AuditEventDetail extends AuditEvent {
  changes: AuditChange[];
  origin: {
    ip?: string | null;
    user_agent?: string | null;
    session_id?: string | null;
    request_id?: string | null;
    trace_id?: string | null;
  } | null;
  leaf_hash: string | null;
  leaf_index: number | string | null;
  raw: string | null;
  schema_version: number | string | null;
}

export interface Checkpoint {
  size: number | string;
  root_hash: string;
  signed_note: string;
  signed_at: Instant | null;
  open_gaps: { source: string; expected_seq: number | string; parked: number }[];
}
