/** GET /players/{id}/overview: what a player did today, in 7 and 30 days and ever, by day, and the favourite games. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { LocalDate } from "@/shared/api/types";

/** What a player did in a period, in one currency; decimal strings. */
export interface Figures {
  currency: string;
  deposits: string;
  withdrawals: string;
  turnover: string;
  payouts: string;
  ggr: string;
  ngr: string;
  bonuses: string;
  bets: number;
  /** Payouts over settled stakes; null without settled stakes. */
  rtp: string | null;
}

export interface FavouriteGame {
  game: string;
  provider: string | null;
  currency: string;
  turnover: string;
  ggr: string;
  bets: number;
}

export const OVERVIEW_PERIODS = ["today", "7d", "30d", "all"] as const;

export interface Overview {
  timezone: string;
  periods: { name: (typeof OVERVIEW_PERIODS)[number]; figures: Figures[] }[];
  /** The last 30 business days, oldest first; days without activity are left out. */
  days: { date: LocalDate; figures: Figures[] }[];
  games: FavouriteGame[];
}

export function useOverview(operatorId: string, playerId: string) {
  return useQuery({
    queryKey: ["player-overview", operatorId, playerId],
    queryFn: ({ signal }) =>
      request<Overview>("GET", `/players/${encodeURIComponent(playerId)}/overview`, {
        signal,
        query: { operator_id: operatorId },
      }),
  });
}
