/** GET /players/{id}/linked: other players with the same device, address, document or payment instrument. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Instant } from "@/shared/api/types";

/** The strongest first. */
export const LINK_KINDS = ["document", "instrument", "device", "ip"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export interface Link {
  kind: LinkKind;
  /** What both have; masked. */
  value: string;
  first_seen_at: Instant | null;
  last_seen_at: Instant | null;
  /** How many players have it. */
  players: number;
}

export interface LinkedPlayer {
  player: {
    id: string;
    external_id: string;
    username: string;
    name: string | null;
    status: string;
    country: string | null;
    registered_at: Instant;
  };
  links: Link[];
}

export interface LinkedPlayers {
  items: LinkedPlayer[];
  more: boolean;
}

export function useLinkedPlayers(operatorId: string, playerId: string, kind: LinkKind | null) {
  return useQuery({
    queryKey: ["player-linked", operatorId, playerId, kind],
    queryFn: ({ signal }) =>
      request<LinkedPlayers>("GET", `/players/${encodeURIComponent(playerId)}/linked`, {
        signal,
        query: { operator_id: operatorId, kind },
      }),
  });
}
