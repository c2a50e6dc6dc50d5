/** GET /dashboard/figure, /change and /waterfall: how a figure came about and what moved it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Metric } from "@/shared/figure/types";
import { queryOf } from "../question";
import type { Ask } from "./getDashboard";
import type { Change, ChangeBy, FigureBet, FigureBridge, Group, Waterfall } from "./types";

/** A figure that is asked about: null is a currency for what has none. */
export interface About {
  metric: Metric;
  currency: string | null;
}

function asked({ operatorIds, interval: _, ...question }: Ask) {
  return queryOf(operatorIds, question);
}

/** What was explained stays as it was read until somebody asks for the newest: its pages must add up. */
const STILL = { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 } as const;

export function useBridge(ask: Ask, about: About, group: Group) {
  return useInfiniteQuery({
    queryKey: ["dashboard-figure", ask, about, group],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<FigureBridge>("GET", "/dashboard/figure", {
        query: { ...asked(ask), metric: about.metric, in: about.currency, group, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.cells.next_cursor,
    ...STILL,
  });
}

export function useChange(ask: Ask, about: About, by: ChangeBy) {
  return useQuery({
    queryKey: ["dashboard-change", ask, about, by],
    queryFn: ({ signal }) =>
      request<Change>("GET", "/dashboard/change", {
        query: { ...asked(ask), metric: about.metric, in: about.currency, by },
        signal,
      }),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[3] === by ? old : undefined),
    ...STILL,
  });
}

export function useWaterfall(ask: Ask, currency: string | null) {
  return useQuery({
    queryKey: ["dashboard-waterfall", ask, currency],
    queryFn: ({ signal }) =>
      request<Waterfall>("GET", "/dashboard/waterfall", { query: { ...asked(ask), in: currency }, signal }),
    ...STILL,
  });
}

/** The cell whose bets are looked at. */
export interface BetsAsk {
  operatorId: string;
  from: string;
  until: string;
  basis: "placed" | "settled";
  game: string | null;
  provider: string | null;
  /** Empty: not known. */
  country: string | null;
  currency: string | null;
}

/** A longer cell cannot be opened. */
export const MOST_BETS_DAYS = 32;

export function useFigureBets(ask: BetsAsk) {
  const { operatorId, country, currency, ...rest } = ask;
  return useInfiniteQuery({
    queryKey: ["dashboard-bets", ask],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<FigureBet>>("GET", "/dashboard/figure/bets", {
        query: {
          operator_id: operatorId,
          ...rest,
          // A list of one, as an empty word alone would be left out.
          country: country === null ? [] : [country],
          in_currency: currency,
          cursor: pageParam,
        },
        signal,
      }),
    getNextPageParam: (last) => last.next_cursor,
    ...STILL,
  });
}
