/** Manual credits and debits as the gateway speaks of them. */
import type { Instant, Money } from "@/shared/api/types";

export const ADJUSTMENT_KINDS = ["cash_credit", "cash_debit", "bonus_credit", "bonus_debit"] as const;
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number];

export const ADJUSTMENT_STATES = ["waiting", "done", "rejected", "cancelled"] as const;
export type AdjustmentState = (typeof ADJUSTMENT_STATES)[number];

export interface Adjustment {
  id: string;
  player: { id: string; external_id: string; username: string };
  kind: AdjustmentKind;
  /** Never negative; the kind says which way it goes. */
  amount: Money;
  reason: string;
  state: AdjustmentState;
  requested_by: string;
  requested_at: Instant;
  /** The other person, where there was one. */
  decided_by: string | null;
  decided_at: Instant | null;
  decision_reason: string | null;
  document_name: string | null;
  /** Whether the reader asked for it. */
  own: boolean;
  /** The line in the ledger, once it is done. */
  movement_id: string | null;
}

/** Up to how much one person suffices, per currency; without a limit every one waits for a second person. */
export interface AdjustmentLimits {
  limits: Money[];
  /** 0 while none were ever set. */
  revision: number;
}
