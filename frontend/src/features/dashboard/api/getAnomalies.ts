/** GET /dashboard/anomalies: each figure against what it usually is by this time of such days. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { queryOf } from "../question";
import type { Ask } from "./getDashboard";
import type { Anomaly } from "./types";

/** Longer periods have too few alike before them. */
export const MOST_DAYS = 31;

/** They look weeks back: asked for after the figures, and anew every few minutes only. */
export function useAnomalies(
  { operatorIds, interval: _, compare: __, filters: ___, ...question }: Ask,
  enabled: boolean,
) {
  return useQuery({
    queryKey: ["dashboard-anomalies", operatorIds.join(","), question],
    queryFn: async ({ signal }) => {
      const query = queryOf(operatorIds, { ...question, compare: "none", filters: {} });
      return (await request<{ items: Anomaly[] }>("GET", "/dashboard/anomalies", { query, signal })).items;
    },
    staleTime: 4 * 60_000,
    refetchInterval: 5 * 60_000,
    retry: false,
    enabled,
  });
}
