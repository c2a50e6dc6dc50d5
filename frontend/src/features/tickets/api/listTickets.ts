/** GET /tickets: a page of the queue. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Ticket } from "../types";

export interface TicketsAsk {
  operatorId: string;
  state?: readonly string[];
  priority?: readonly string[];
  category?: string | null;
  /** A staff id, "me" or "none". */
  assignee?: string | null;
  playerId?: string | null;
  q?: string | null;
  breached?: boolean;
  sort?: string | null;
  cursor: string | null;
  limit: number;
}

export const ticketsKey = (operatorId: string) => ["tickets", operatorId];

export function useTickets(ask: TicketsAsk, enabled = true) {
  return useQuery({
    queryKey: [...ticketsKey(ask.operatorId), ask],
    queryFn: ({ signal }) => {
      const { operatorId, playerId, breached, ...rest } = ask;
      return request<Page<Ticket>>("GET", "/tickets", {
        signal,
        query: { operator_id: operatorId, player_id: playerId, breached: breached ? "true" : null, ...rest },
      });
    },
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.operatorId ? old : undefined),
    enabled,
    // Clocks run on; who looks at a queue all day sees it as it is.
    refetchInterval: 30_000,
  });
}
