/** POST /tickets/{id}/merge: puts a ticket into another of the same player. */
import { request } from "@/shared/api/client";
import type { Ticket } from "../types";
import { type TicketTarget, useTicketWrite } from "./useTicketWrite";

export interface MergeAsk {
  intoId: string;
  requestId: string;
}

function merge({ operatorId, ticketId }: TicketTarget, ask: MergeAsk) {
  return request<{ ticket: Ticket }>("POST", `/tickets/${ticketId}/merge`, {
    body: { operator_id: operatorId, into_id: ask.intoId, request_id: ask.requestId },
  });
}

export function useMergeTickets(target: TicketTarget) {
  return useTicketWrite(target, merge);
}
