/** GET /players: the accounts of one or several operators, searched, filtered and sorted by the server. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { request } from "@/shared/api/client";
import type { Page, PlayerSummary } from "@/shared/api/types";

export interface PlayersAsk {
  operatorIds: readonly string[];
  /** By the names of the query's parameters. */
  filter: Readonly<Record<string, string | readonly string[]>>;
  sort?: string;
  cursor?: string | null;
  limit: number;
}

export interface PlayersPage extends Page<PlayerSummary> {
  /** The currency that amounts were compared in. */
  currency: string | null;
}

export function listPlayers(ask: PlayersAsk, signal?: AbortSignal): Promise<PlayersPage> {
  const { operatorIds, filter, ...rest } = ask;
  return request<PlayersPage>("GET", "/players", { signal, query: { ...filter, ...rest, operator_id: operatorIds } });
}

/** Keeps the old page on screen while the next loads, but never one operator's players under another's name. */
export function usePlayers(ask: PlayersAsk, enabled = true) {
  const place = ask.operatorIds.join();
  return useQuery({
    queryKey: ["players", place, ask],
    queryFn: ({ signal }) => listPlayers(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === place ? old : undefined),
    enabled,
  });
}

/** As many operators as one question may name. */
const TOGETHER = 50;

/** The first players who answer to what was typed, of however many operators; `partial` when some did not answer. */
export function useFoundPlayers(operatorIds: readonly string[], q: string, limit: number) {
  const parts = Array.from({ length: Math.ceil(operatorIds.length / TOGETHER) }, (_, part) =>
    operatorIds.slice(part * TOGETHER, (part + 1) * TOGETHER),
  );
  return useQueries({
    queries: parts.map((ids) => ({
      queryKey: ["players", "found", ids.join(), q, limit],
      queryFn: ({ signal }: { signal: AbortSignal }) => listPlayers({ operatorIds: ids, filter: { q }, limit }, signal),
    })),
    combine: useCallback(
      (answers: { data: PlayersPage | undefined; isPending: boolean; isError: boolean }[]) => ({
        // Full matches, of an e-mail address or a bet, before those by name.
        players: answers
          .flatMap((answer) => answer.data?.items ?? [])
          .sort((a, b) => Number(Boolean(b.matched)) - Number(Boolean(a.matched)))
          .slice(0, limit),
        pending: answers.some((answer) => answer.isPending),
        failed: answers.some((answer) => answer.isError),
      }),
      [limit],
    ),
  });
}
