/** GET /dashboard/players: who won, lost, deposited and withdrew most. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { queryOf } from "../question";
import { type Ask, liveKey } from "./getDashboard";
import type { TopPlayers } from "./types";

export function getTopPlayers(
  { operatorIds, interval: _, ...question }: Ask,
  signal?: AbortSignal,
): Promise<TopPlayers> {
  return request<TopPlayers>("GET", "/dashboard/players", { query: queryOf(operatorIds, question), signal });
}

export function useTopPlayers(ask: Ask, enabled: boolean) {
  const scopeKey = liveKey(ask.operatorIds);
  return useQuery({
    queryKey: [...scopeKey, "players", ask],
    queryFn: ({ signal }) => getTopPlayers(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === scopeKey[1] ? old : undefined),
    enabled,
  });
}
