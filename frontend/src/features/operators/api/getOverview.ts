/** GET /operators/overview: the operators of a company with their figures, how they stand and what needs attention. */
import { useQuery } from "@tanstack/react-query";
import { apiUrl, type Query, request } from "@/shared/api/client";
import type { Compare } from "@/shared/figure/types";
import type { OperatorStatus, Overview } from "./types";

export interface OverviewAsk {
  companyId: string;
  from: string;
  to: string;
  compare: Compare;
  currency: "own" | "reporting";
  status?: readonly OperatorStatus[];
  jurisdiction?: readonly string[];
  q?: string;
  sort?: string;
}

function queryOf(ask: OverviewAsk): Query {
  return {
    company_id: ask.companyId,
    from: ask.from,
    to: ask.to,
    compare: ask.compare,
    currency: ask.currency,
    status: ask.status,
    jurisdiction: ask.jurisdiction,
    q: ask.q,
    sort: ask.sort,
  };
}

/** Where the same list is as a table for spreadsheets. */
export function overviewCsv(ask: OverviewAsk): string {
  return apiUrl("/operators/overview.csv", queryOf(ask));
}

export const overviewKey = ["operators-overview"];

export function useOverview(ask: OverviewAsk, enabled = true) {
  return useQuery({
    queryKey: [...overviewKey, ask.companyId, ask],
    queryFn: ({ signal }) => request<Overview>("GET", "/operators/overview", { signal, query: queryOf(ask) }),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.companyId ? old : undefined),
    refetchInterval: 30_000,
    enabled,
  });
}
