/** The columns of the list of operators: where each comes from, which can order it. */
import { knownColumns } from "@/shared/table/columns";
import { FIGURES, type Figure, type Overview } from "../api/types";

/** In the order in which they are offered. The name always comes first: it is the way to the operator. */
export const COLUMNS = [
  "status",
  "health",
  "alerts",
  "trend",
  "jurisdiction",
  "timezone",
  "currency",
  "players",
  "active_players",
  "online_now",
  "turnover",
  "ggr",
  "ngr",
  "deposits",
  "withdrawals",
  "pending_withdrawals",
  "balances",
  "registrations",
  "ftd_count",
  "open_tickets",
  "excluded",
  "last_activity",
] as const;
export type Column = (typeof COLUMNS)[number];

export const FIRST_CHOICE: readonly Column[] = [
  "status",
  "trend",
  "ggr",
  "ngr",
  "turnover",
  "deposits",
  "withdrawals",
  "players",
  "active_players",
  "balances",
  "open_tickets",
  "excluded",
  "health",
  "alerts",
  "last_activity",
  "jurisdiction",
  "timezone",
  "currency",
];

const SORTED: readonly string[] = [
  "name",
  "status",
  "jurisdiction",
  "players",
  "active_players",
  "turnover",
  "ggr",
  "ngr",
  "deposits",
  "withdrawals",
  "balances",
  "open_tickets",
  "last_activity",
];

export const FIRST_SORT = "name";

export function sortable(column: string): boolean {
  return SORTED.includes(column);
}

/** An order that the list knows; anything else is the first one. */
export function readSort(text: string | null | undefined): string {
  return text && sortable(text.replace(/^-/, "")) ? text : FIRST_SORT;
}

export function readColumns(names: readonly unknown[]): Column[] {
  return knownColumns(COLUMNS, names);
}

const OF_PLAYERS: readonly Column[] = [
  "players",
  "online_now",
  "pending_withdrawals",
  "balances",
  "open_tickets",
  "excluded",
];

export function isFigure(column: string): column is Figure {
  return (FIGURES as readonly string[]).includes(column);
}

/** The columns that can be filled: those of a service that does not answer are not there, rather than empty or 0. */
export function filled(columns: readonly Column[], missing: Overview["missing"]): Column[] {
  return columns.filter((column) => {
    if (isFigure(column) || column === "trend") return !missing.includes("metrics");
    return !OF_PLAYERS.includes(column) || !missing.includes("players");
  });
}
