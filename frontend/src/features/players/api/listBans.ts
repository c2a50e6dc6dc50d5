/** GET /players/{id}/bans: every ban of a player, in force or over, newest first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Ban, Page } from "@/shared/api/types";

export interface BansAsk {
  operatorId: string;
  playerId: string;
  cursor: string | null;
  limit: number;
}

export function listBans(ask: BansAsk, signal?: AbortSignal): Promise<Page<Ban>> {
  const { operatorId, playerId, ...rest } = ask;
  return request<Page<Ban>>("GET", `/players/${encodeURIComponent(playerId)}/bans`, {
    signal,
    query: { operator_id: operatorId, ...rest },
  });
}

export const bansKey = (playerId: string) => ["player-bans", playerId];

export function useBans(ask: BansAsk) {
  return useQuery({
    queryKey: [...bansKey(ask.playerId), ask],
    queryFn: ({ signal }) => listBans(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
