/** GET /players/{id}/ledger-check: whether every wallet is the sum of its movements; it goes on where it had come to. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { request } from "@/shared/api/client";
import type { Instant, Money } from "@/shared/api/types";

export interface LedgerCheck {
  wallets: {
    currency: string;
    balance: Money;
    movements_sum: Money;
    movements: number;
    /** Of a check that is not complete: that no fault was found yet. */
    adds_up: boolean;
    /** The first movement whose balance does not follow from the one before. */
    first_fault_movement_id: string | null;
  }[];
  checked_at: Instant;
  complete: boolean;
  /** Movements checked, now or before, of how many. */
  checked: number;
  total: number;
  /** When the first movement was checked. */
  begun_at: Instant;
}

/**
 * Done when asked for, step by step until it is complete; `soFar` is what the last step said. It stops when the page is
 * left or `stop` is called, and goes on from there the next time. The answer is about that moment and not kept.
 */
export function useCheckLedger(operatorId: string, playerId: string) {
  const [soFar, setSoFar] = useState<LedgerCheck | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const check = useMutation({
    mutationFn: async ({ fromStart }: { fromStart: boolean }) => {
      running.current?.abort();
      running.current = new AbortController();
      const { signal } = running.current;
      setSoFar(null);
      const step = async (from_start: boolean) => {
        const path = `/players/${encodeURIComponent(playerId)}/ledger-check`;
        const query = { operator_id: operatorId, from_start: from_start || null };
        const found = await request<LedgerCheck>("GET", path, { query, signal });
        setSoFar(found);
        return found;
      };
      let found = await step(fromStart);
      while (!found.complete && !signal.aborted) found = await step(false);
      return found;
    },
  });
  const stop = () => {
    running.current?.abort();
    check.reset();
  };
  return { ...check, soFar: check.isPending ? soFar : null, stop };
}
