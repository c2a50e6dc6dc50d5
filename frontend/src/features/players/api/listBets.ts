/** GET /players/{id}/bets: the bets of one player, newest first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Bet, Instant, Page } from "@/shared/api/types";

export interface BetsAsk {
  operatorId: string;
  playerId: string;
  status?: string | null;
  game?: string | null;
  provider?: string | null;
  currency?: string | null;
  /** When it was placed; `until` is not included. */
  from?: Instant | null;
  until?: Instant | null;
  /** Of the stake, decimal; they need the currency. */
  stakeMin?: string | null;
  stakeMax?: string | null;
  cursor: string | null;
  limit: number;
}

export function listBets(ask: BetsAsk, signal?: AbortSignal): Promise<Page<Bet>> {
  const { operatorId, playerId, stakeMin, stakeMax, ...rest } = ask;
  return request<Page<Bet>>("GET", `/players/${encodeURIComponent(playerId)}/bets`, {
    signal,
    query: { operator_id: operatorId, stake_min: stakeMin, stake_max: stakeMax, ...rest },
  });
}

export function useBets(ask: BetsAsk) {
  return useQuery({
    queryKey: ["player-bets", ask.playerId, ask],
    queryFn: ({ signal }) => listBets(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
