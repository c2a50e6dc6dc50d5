/** POST /tickets: opens a ticket for a player. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Priority, Ticket } from "../types";
import { countsKey } from "./getCounts";
import { ticketsKey } from "./listTickets";

export interface CreateAsk {
  playerId: string;
  subject: string;
  text: string;
  category: string;
  priority: Priority;
  /** The text is the player's own words, not an internal note. */
  fromPlayer: boolean;
  requestId: string;
}

export function useCreateTicket(operatorId: string) {
  const client = useQueryClient();
  return useMutation<{ ticket: Ticket }, Error, CreateAsk>({
    mutationFn: ({ playerId, fromPlayer, requestId, ...rest }) =>
      request("POST", "/tickets", {
        body: {
          operator_id: operatorId,
          player_id: playerId,
          from_player: fromPlayer,
          request_id: requestId,
          ...rest,
        },
      }),
    onSuccess: async () => {
      void client.invalidateQueries({ queryKey: countsKey(operatorId) });
      await client.invalidateQueries({ queryKey: ticketsKey(operatorId) });
    },
  });
}
