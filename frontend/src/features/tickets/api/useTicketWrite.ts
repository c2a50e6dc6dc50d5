/** What every write to a ticket has in common: the answer is shown at once, and all that shows it is asked for again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Ticket, WholeTicket } from "../types";
import { countsKey } from "./getCounts";
import { ticketKey } from "./getTicket";
import { ticketsKey } from "./listTickets";

export interface TicketTarget {
  operatorId: string;
  ticketId: string;
}

export function useTicketWrite<Ask, Answer extends { ticket?: Ticket }>(
  { operatorId, ticketId }: TicketTarget,
  write: (target: TicketTarget, ask: Ask) => Promise<Answer>,
) {
  const client = useQueryClient();
  const key = ticketKey(operatorId, ticketId);
  return useMutation<Answer, Error, Ask>({
    mutationFn: (ask) => write({ operatorId, ticketId }, ask),
    onSuccess: ({ ticket }) => {
      if (ticket?.id === ticketId)
        client.setQueryData<WholeTicket>(key, (old) => (old ? { ...old, ticket } : undefined));
    },
    // After a refusal too: the newest state is what the next attempt is about.
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ticketsKey(operatorId) });
      void client.invalidateQueries({ queryKey: countsKey(operatorId) });
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      await client.invalidateQueries({ queryKey: key });
    },
  });
}
