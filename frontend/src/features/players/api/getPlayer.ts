/** GET /players/{id}: one account; personal data in clear only when asked for, which the audit log records. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { PlayerProfile } from "@/shared/api/types";

export interface PlayerAsk {
  operatorId: string;
  playerId: string;
  reveal: boolean;
}

export function getPlayer({ operatorId, playerId, reveal }: PlayerAsk, signal?: AbortSignal): Promise<PlayerProfile> {
  return request<PlayerProfile>("GET", `/players/${encodeURIComponent(playerId)}`, {
    signal,
    query: { operator_id: operatorId, reveal: reveal ? "true" : null },
  });
}

export const playerKey = (operatorId: string, playerId: string) => ["player", operatorId, playerId];

/** The masked account. Revealing is its own request, never repeated by the cache: see useReveal. */
export function usePlayer(operatorId: string, playerId: string) {
  return useQuery({
    queryKey: playerKey(operatorId, playerId),
    queryFn: ({ signal }) => getPlayer({ operatorId, playerId, reveal: false }, signal),
  });
}
