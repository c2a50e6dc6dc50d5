/** GET /players/{id}: one account; personal data in clear only when asked for, which the audit log records. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { PlayerProfile } from "@/shared/api/types";

export interface PlayerAsk {
  operatorId: string;
  playerId: string;
  reveal: boolean;
  /** The account as it was then; now when null. */
  asOf: string | null;
}

export function getPlayer(ask: PlayerAsk, signal?: AbortSignal): Promise<PlayerProfile> {
  return request<PlayerProfile>("GET", `/players/${encodeURIComponent(ask.playerId)}`, {
    signal,
    query: { operator_id: ask.operatorId, reveal: ask.reveal ? "true" : null, as_of: ask.asOf },
  });
}

export const playerKey = (operatorId: string, playerId: string) => ["player", operatorId, playerId];

/** The masked account. Revealing is its own request, never repeated by the cache: see useReveal. */
export function usePlayer(operatorId: string, playerId: string, asOf: string | null = null) {
  return useQuery({
    queryKey: [...playerKey(operatorId, playerId), asOf],
    queryFn: ({ signal }) => getPlayer({ operatorId, playerId, reveal: false, asOf }, signal),
  });
}
