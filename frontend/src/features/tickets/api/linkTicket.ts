/** POST /tickets/{id}/links: ties a bet, a movement or a document to a ticket, or unties it. */
import { newRequestId, request } from "@/shared/api/client";
import type { LinkKind, Ticket, TicketLink } from "../types";
import { type TicketTarget, useTicketWrite } from "./useTicketWrite";

export interface LinkAsk {
  kind: LinkKind;
  ref: string;
  remove: boolean;
}

function link({ operatorId, ticketId }: TicketTarget, ask: LinkAsk) {
  return request<{ links: TicketLink[]; ticket?: Ticket }>("POST", `/tickets/${ticketId}/links`, {
    body: { operator_id: operatorId, ...ask, request_id: newRequestId() },
  });
}

export function useLinkTicket(target: TicketTarget) {
  return useTicketWrite(target, link);
}
