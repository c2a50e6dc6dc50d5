/** GET /tickets/{id}: a ticket with its conversation, history and links. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { WholeTicket } from "../types";

export const ticketKey = (operatorId: string, ticketId: string) => ["ticket", operatorId, ticketId];

export function useTicket(operatorId: string, ticketId: string) {
  return useQuery({
    queryKey: ticketKey(operatorId, ticketId),
    queryFn: ({ signal }) =>
      request<WholeTicket>("GET", `/tickets/${encodeURIComponent(ticketId)}`, {
        signal,
        query: { operator_id: operatorId },
      }),
    refetchInterval: 20_000,
  });
}
