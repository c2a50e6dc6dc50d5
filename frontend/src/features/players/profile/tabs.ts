/** The parts of a player's page, in the order of their tabs and of the keys 1 to 9 and 0. */
import type { Permission } from "@/shared/session/SessionContext";

export const TABS = [
  "overview",
  "balance",
  "bets",
  "sessions",
  "tickets",
  "notes",
  "linked",
  "bans",
  "revisions",
  "audit",
] as const;
export type Tab = (typeof TABS)[number];

/** What some parts need beyond seeing players. */
export const TAB_PERMISSIONS: Partial<Record<Tab, Permission>> = { tickets: "tickets.read", audit: "audit.read" };

/** The address of a part: the operator and the moment looked at go along, the state of the part left behind does not. */
export function tabPath(playerId: string, tab: Tab, operatorId: string, asOf: string | null): string {
  const search = new URLSearchParams({ op: operatorId });
  if (asOf) search.set("at", asOf);
  return `/players/${playerId}${tab === "overview" ? "" : `/${tab}`}?${search}`;
}
