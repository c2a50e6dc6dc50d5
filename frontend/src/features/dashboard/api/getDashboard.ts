/** GET /dashboard: every figure of a period beside an earlier one. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { type Question, queryOf } from "../question";
import type { Dashboard } from "./types";

export interface Ask extends Question {
  operatorIds: readonly string[];
}

/** What moves when figures do: the first words of the keys of everything that is asked of these operators. */
export const liveKey = (operatorIds: readonly string[]) => ["dashboard", operatorIds.join(",")];

export function getDashboard({ operatorIds, interval, ...question }: Ask, signal?: AbortSignal): Promise<Dashboard> {
  const query = { ...queryOf(operatorIds, question), interval };
  return request<Dashboard>("GET", "/dashboard", { query, signal });
}

/** Keeps the old period on screen while a new one loads, but never one operator's figures under another's name. */
export function useDashboard(ask: Ask, options: { pollMs: number | false; enabled: boolean }) {
  const scopeKey = liveKey(ask.operatorIds);
  return useQuery({
    queryKey: [...scopeKey, "figures", ask],
    queryFn: ({ signal }) => getDashboard(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === scopeKey[1] ? keepPreviousData(old) : undefined),
    refetchInterval: options.pollMs,
    enabled: options.enabled,
  });
}
