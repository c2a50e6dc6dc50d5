/** GET /players/{id}/sessions: when and from where the player was in. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page, PlayerSession } from "@/shared/api/types";

export interface PlayerSessionsAsk {
  operatorId: string;
  playerId: string;
  openOnly?: boolean;
  cursor: string | null;
  limit: number;
}

export function listPlayerSessions(ask: PlayerSessionsAsk, signal?: AbortSignal): Promise<Page<PlayerSession>> {
  const { operatorId, playerId, openOnly, ...rest } = ask;
  return request<Page<PlayerSession>>("GET", `/players/${encodeURIComponent(playerId)}/sessions`, {
    signal,
    query: { operator_id: operatorId, open_only: openOnly ? "true" : null, ...rest },
  });
}

export function usePlayerSessions(ask: PlayerSessionsAsk) {
  return useQuery({
    queryKey: ["player-sessions", ask.playerId, ask],
    queryFn: ({ signal }) => listPlayerSessions(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
