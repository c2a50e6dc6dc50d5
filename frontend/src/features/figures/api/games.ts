/** GET and PUT /games: what the catalogue says of an operator's games. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { CatalogueGame } from "./types";

export interface GamesAsk {
  operatorId: string;
  q: string;
  missing: boolean;
  cursor: string | null;
  limit: number;
}

export function useGames(ask: GamesAsk) {
  const { operatorId, ...rest } = ask;
  return useQuery({
    queryKey: ["games", operatorId, rest],
    queryFn: ({ signal }) =>
      request<Page<CatalogueGame>>("GET", "/games", { query: { operator_id: operatorId, ...rest }, signal }),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === operatorId ? old : undefined),
  });
}

export interface ChangedGame {
  game: string;
  provider: string;
  name: string;
  category: string;
  theoretical_rtp: string;
}

export function usePutGame(operatorId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ game, reason, requestId }: { game: ChangedGame; reason: string; requestId: string }) =>
      request<{ changed: number }>("PUT", "/games", {
        body: { operator_id: operatorId, games: [game], reason, request_id: requestId },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["games", operatorId] }),
  });
}
