/** GET /players/{id}/bets/{bet_id}: one bet with everything that it moved and the rest of its round. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { BalanceMovement, Bet } from "@/shared/api/types";

export interface BetTrail {
  bet: Bet;
  /** Oldest first. */
  movements: BalanceMovement[];
  /** The player's other bets of the same round, oldest first. */
  round: Bet[];
}

export function useBet(operatorId: string, playerId: string, betId: string | null) {
  return useQuery({
    queryKey: ["player-bet", operatorId, playerId, betId],
    queryFn: ({ signal }) =>
      request<BetTrail>("GET", `/players/${encodeURIComponent(playerId)}/bets/${encodeURIComponent(betId ?? "")}`, {
        signal,
        query: { operator_id: operatorId },
      }),
    enabled: betId !== null,
  });
}
