/** GET /players/{id}/balance-history: every movement of the balances, with the balance after it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { BalanceMovement, Instant, Page } from "@/shared/api/types";

export interface BalanceHistoryAsk {
  operatorId: string;
  playerId: string;
  currency?: string | null;
  kind?: readonly string[];
  /** When it was recorded; `until` is not included. */
  from?: Instant | null;
  until?: Instant | null;
  reference?: string | null;
  /** The one line of this number. */
  line?: string | null;
  cursor: string | null;
  limit: number;
}

export function listBalanceHistory(ask: BalanceHistoryAsk, signal?: AbortSignal): Promise<Page<BalanceMovement>> {
  const { operatorId, playerId, line, ...rest } = ask;
  return request<Page<BalanceMovement>>("GET", `/players/${encodeURIComponent(playerId)}/balance-history`, {
    signal,
    query: { operator_id: operatorId, movement_id: line, ...rest },
  });
}

export function useBalanceHistory(ask: BalanceHistoryAsk) {
  return useQuery({
    queryKey: ["player-balance-history", ask.playerId, ask],
    queryFn: ({ signal }) => listBalanceHistory(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
