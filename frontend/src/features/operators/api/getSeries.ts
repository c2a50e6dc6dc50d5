/** GET /dashboard for one operator: how its figures went, to be drawn over those of another. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Series } from "@/shared/figure/types";

interface SeriesAsk {
  operatorId: string;
  from: string;
  to: string;
  /** The code of the one currency in which both are drawn. */
  currency: string;
}

export function useSeries(ask: SeriesAsk, enabled: boolean) {
  return useQuery({
    queryKey: ["operator-series", ask],
    queryFn: ({ signal }) =>
      request<{ series: Series[] | null; interval: "hour" | "day" }>("GET", "/dashboard", {
        signal,
        query: { operator_id: ask.operatorId, from: ask.from, to: ask.to, currency: ask.currency, compare: "none" },
      }),
    enabled,
  });
}
