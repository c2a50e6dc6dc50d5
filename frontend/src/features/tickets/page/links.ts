/** Where the links of a ticket lead: into the player's page, or to a document's own address. */
import type { TicketLink } from "../types";

export interface Target {
  href: string;
  /** Outside of this web app. */
  external: boolean;
}

/** Null for a document that has a name and no address. Only https leads out: a link may have been written by a player. */
export function targetOf(link: Pick<TicketLink, "kind" | "ref">, playerId: string, operatorId: string): Target | null {
  const op = `op=${encodeURIComponent(operatorId)}`;
  if (link.kind === "bet")
    return { href: `/players/${playerId}/bets?${op}&bet=${encodeURIComponent(link.ref)}`, external: false };
  if (link.kind === "movement")
    return { href: `/players/${playerId}/balance?${op}&line=${encodeURIComponent(link.ref)}`, external: false };
  try {
    const address = new URL(link.ref);
    return address.protocol === "https:" ? { href: address.href, external: true } : null;
  } catch {
    return null;
  }
}
