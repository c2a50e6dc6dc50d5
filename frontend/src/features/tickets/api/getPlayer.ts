/** GET /players/{id}: whose ticket it is; masked. GET /players: to choose one for a new ticket. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page, PlayerProfile, PlayerSummary } from "@/shared/api/types";

export function useTicketPlayer(operatorId: string, playerId: string | null, permitted: boolean) {
  return useQuery({
    // As the player's page asks for it, so that both share what was answered.
    queryKey: ["player", operatorId, playerId, null],
    queryFn: ({ signal }) =>
      request<PlayerProfile>("GET", `/players/${encodeURIComponent(playerId ?? "")}`, {
        signal,
        query: { operator_id: operatorId },
      }),
    enabled: permitted && playerId !== null,
  });
}

export function usePlayersToChoose(operatorId: string, typed: string) {
  return useQuery({
    queryKey: ["ticket-players", operatorId, typed],
    queryFn: ({ signal }) =>
      request<Page<PlayerSummary>>("GET", "/players", {
        signal,
        query: { operator_id: operatorId, q: typed, limit: "8" },
      }),
    enabled: typed.length > 1,
    placeholderData: (old) => old,
  });
}
