/** PATCH /tickets/{id}: assignee, priority, category, subject; and /move: another state. */
import { newRequestId, request } from "@/shared/api/client";
import type { Priority, Ticket, TicketState } from "../types";
import { type TicketTarget, useTicketWrite } from "./useTicketWrite";

export interface ChangeAsk {
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  subject?: string;
  category?: string;
  priority?: Priority;
  /** "" is nobody. */
  assigneeId?: string;
}

function change({ operatorId, ticketId }: TicketTarget, { assigneeId, ...rest }: ChangeAsk) {
  return request<{ ticket: Ticket }>("PATCH", `/tickets/${ticketId}`, {
    body: { operator_id: operatorId, assignee_id: assigneeId, ...rest, request_id: newRequestId() },
  });
}

export function useChangeTicket(target: TicketTarget) {
  return useTicketWrite(target, change);
}

export interface MoveAsk {
  state: TicketState;
  revision: number;
}

function move({ operatorId, ticketId }: TicketTarget, { state, revision }: MoveAsk) {
  return request<{ ticket: Ticket }>("POST", `/tickets/${ticketId}/move`, {
    body: { operator_id: operatorId, state, reason: "", revision, request_id: newRequestId() },
  });
}

export function useMoveTicket(target: TicketTarget) {
  return useTicketWrite(target, move);
}
