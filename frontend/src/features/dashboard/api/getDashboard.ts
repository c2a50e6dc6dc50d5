/** GET /dashboard: every figure of a period beside the period before it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Dashboard } from "./types";

export interface DashboardAsk {
  operatorIds: readonly string[];
  from: string;
  to: string;
}

export const dashboardKey = (operatorIds: readonly string[]) => ["dashboard", operatorIds.join(",")];

export function getDashboard(ask: DashboardAsk, signal?: AbortSignal): Promise<Dashboard> {
  const query = { operator_id: ask.operatorIds, from: ask.from, to: ask.to };
  return request<Dashboard>("GET", "/dashboard", { query, signal });
}

/** Keeps the old period on screen while a new one loads, but never one operator's figures under another's name. */
export function useDashboard(ask: DashboardAsk, pollMs: number | false) {
  const scopeKey = dashboardKey(ask.operatorIds);
  return useQuery({
    queryKey: [...scopeKey, ask.from, ask.to],
    queryFn: ({ signal }) => getDashboard(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === scopeKey[1] ? old : undefined),
    refetchInterval: pollMs,
  });
}
