/** GET /players/{id}/revisions: the profile's history, what each revision changed and by whom. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Instant, Page } from "@/shared/api/types";

export interface Revision {
  revision: number;
  at: Instant;
  /** "player.edit", "player.ban" … */
  action: string;
  by: string;
  fields: string[];
}

export interface RevisionsAsk {
  operatorId: string;
  playerId: string;
  cursor: string | null;
  limit: number;
}

export function listRevisions(ask: RevisionsAsk, signal?: AbortSignal): Promise<Page<Revision>> {
  const { operatorId, playerId, ...rest } = ask;
  return request<Page<Revision>>("GET", `/players/${encodeURIComponent(playerId)}/revisions`, {
    signal,
    query: { operator_id: operatorId, ...rest },
  });
}

export const revisionsKey = (playerId: string) => ["player-revisions", playerId];

export function useRevisions(ask: RevisionsAsk) {
  return useQuery({
    queryKey: [...revisionsKey(ask.playerId), ask],
    queryFn: ({ signal }) => listRevisions(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
