/** GET /tickets/counts: how many tickets stand where, for tabs and the navigation. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { TicketCounts } from "../types";

export const countsKey = (operatorId: string) => ["ticket-counts", operatorId];

export function useTicketCounts(operatorId: string | null) {
  return useQuery({
    queryKey: countsKey(operatorId ?? ""),
    queryFn: ({ signal }) =>
      request<TicketCounts>("GET", "/tickets/counts", { signal, query: { operator_id: operatorId } }),
    enabled: operatorId !== null,
    refetchInterval: 30_000,
  });
}
