/** GET /players/{id}/ledger-check: whether every wallet is the sum of its movements, checked over the whole ledger. */
import { useMutation } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Instant, Money } from "@/shared/api/types";

export interface LedgerCheck {
  wallets: {
    currency: string;
    balance: Money;
    movements_sum: Money;
    movements: number;
    adds_up: boolean;
    /** The first movement whose balance does not follow from the one before. */
    first_fault_movement_id: string | null;
  }[];
  checked_at: Instant;
}

/** Done when asked for, not kept: the answer is about that moment. */
export function useCheckLedger(operatorId: string, playerId: string) {
  return useMutation({
    mutationFn: () =>
      request<LedgerCheck>("GET", `/players/${encodeURIComponent(playerId)}/ledger-check`, {
        query: { operator_id: operatorId },
      }),
  });
}
