/** GET /players: the accounts of one operator, searched, filtered and sorted by the server. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page, PlayerSummary } from "@/shared/api/types";

export const PLAYER_SORTS = [
  "-registered_at",
  "registered_at",
  "-last_seen_at",
  "last_seen_at",
  "username",
  "-username",
] as const;
export type PlayerSort = (typeof PLAYER_SORTS)[number];

export interface PlayersAsk {
  operatorId: string;
  q?: string | null;
  status?: string | null;
  country?: string | null;
  currency?: string | null;
  sort?: PlayerSort | null;
  cursor?: string | null;
  limit: number;
}

export function listPlayers(ask: PlayersAsk, signal?: AbortSignal): Promise<Page<PlayerSummary>> {
  const { operatorId, ...rest } = ask;
  return request<Page<PlayerSummary>>("GET", "/players", { signal, query: { operator_id: operatorId, ...rest } });
}

/** Keeps the old page on screen while the next loads, but never one operator's players under another's name. */
export function usePlayers(ask: PlayersAsk, enabled = true) {
  return useQuery({
    queryKey: ["players", ask.operatorId, ask],
    queryFn: ({ signal }) => listPlayers(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.operatorId ? old : undefined),
    enabled,
  });
}
