/** POST /tickets/{id}/reply: answers the player, or writes an internal note. */
import { request } from "@/shared/api/client";
import type { Ticket, TicketMessage, TicketState } from "../types";
import { type TicketTarget, useTicketWrite } from "./useTicketWrite";

export interface ReplyAsk {
  text: string;
  internal: boolean;
  /** The state afterwards; null leaves it. */
  next: TicketState | null;
  /** Kept across repeats of one message, so that it is sent once. */
  requestId: string;
}

function reply({ operatorId, ticketId }: TicketTarget, ask: ReplyAsk) {
  return request<{ ticket: Ticket; message: TicketMessage }>("POST", `/tickets/${ticketId}/reply`, {
    body: {
      operator_id: operatorId,
      text: ask.text,
      internal: ask.internal,
      // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and nothing awaits a request's body
      then: ask.next,
      request_id: ask.requestId,
    },
  });
}

export function useReply(target: TicketTarget) {
  return useTicketWrite(target, reply);
}
