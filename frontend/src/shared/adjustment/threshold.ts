/** Whether a manual credit or debit is done at once or waits for a second person. */
import type { Money } from "@/shared/api/types";
import { exceeds } from "@/shared/format/currency";

export interface Threshold {
  limit: Money | null;
  /** Null while there is no amount to compare. */
  waits: boolean | null;
}

/** Without a limit for the currency every one waits; an amount of exactly the limit does not. */
export function thresholdOf(limits: readonly Money[], currency: string, amount: string | null): Threshold {
  const limit = limits.find((each) => each.currency === currency) ?? null;
  if (!limit) return { limit, waits: true };
  return { limit, waits: amount === null ? null : exceeds(amount, limit.amount) };
}
