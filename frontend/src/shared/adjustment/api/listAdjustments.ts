/** GET /adjustments: manual credits and debits of an operator or of one player, newest first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Adjustment, AdjustmentState } from "../types";

export interface AdjustmentsAsk {
  operatorId: string;
  playerId?: string | null;
  state?: AdjustmentState | null;
  cursor: string | null;
  limit: number;
}

export function listAdjustments(ask: AdjustmentsAsk, signal?: AbortSignal): Promise<Page<Adjustment>> {
  const { operatorId, playerId, ...rest } = ask;
  return request<Page<Adjustment>>("GET", "/adjustments", {
    signal,
    query: { operator_id: operatorId, player_id: playerId, ...rest },
  });
}

export const adjustmentsKey = ["adjustments"];

/** `refresh`: milliseconds after which it asks again by itself, for what others decide meanwhile. */
export function useAdjustments(ask: AdjustmentsAsk, refresh: number | false = false, enabled = true) {
  const scope = `${ask.operatorId}/${ask.playerId ?? ""}/${ask.state ?? ""}`;
  return useQuery({
    queryKey: [...adjustmentsKey, scope, ask],
    queryFn: ({ signal }) => listAdjustments(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === scope ? old : undefined),
    refetchInterval: refresh,
    enabled,
  });
}
