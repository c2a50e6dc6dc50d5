/** The queue as the address says it: which tab, which filters, in which order; and what is asked of the server for it. */
import { type Patch, patched } from "@/shared/url/params";
import type { TicketsAsk } from "../api/listTickets";
import { PRIORITIES, type Priority, type TicketCounts, type TicketState } from "../types";

export const VIEWS = ["mine", "unassigned", "open", "waiting", "breached", "all"] as const;
export type View = (typeof VIEWS)[number];

export const SORTS = ["due", "-updated", "-opened", "opened", "-priority"] as const;
export type Sort = (typeof SORTS)[number];

export interface QueueState {
  view: View;
  priorities: Priority[];
  category: string | null;
  /** A staff id, in the views that are about no one in particular. */
  assignee: string | null;
  q: string;
  sort: Sort;
}

/** In whose views a person can be chosen. */
export const ABOUT_ANYBODY: readonly View[] = ["open", "waiting", "breached", "all"];

export function readQueue(search: URLSearchParams, mayWrite: boolean): QueueState {
  // Who cannot have tickets has none: the first thing to see is what is open.
  const view = VIEWS.find((each) => each === search.get("view")) ?? (mayWrite ? "mine" : "open");
  const chosen = search.getAll("priority").flatMap((each) => each.split(","));
  return {
    view,
    priorities: PRIORITIES.filter((each) => chosen.includes(each)),
    category: search.get("category"),
    assignee: ABOUT_ANYBODY.includes(view) ? search.get("assignee") : null,
    q: search.get("q") ?? "",
    sort: SORTS.find((each) => each === search.get("sort")) ?? (view === "all" ? "-updated" : "due"),
  };
}

const STATES_OF: Record<View, TicketState[]> = {
  mine: ["open", "waiting"],
  unassigned: ["open"],
  open: ["open"],
  waiting: ["waiting"],
  breached: [],
  all: [],
};

export function askOf(state: QueueState, operatorId: string): Omit<TicketsAsk, "cursor" | "limit"> {
  return {
    operatorId,
    state: STATES_OF[state.view],
    priority: state.priorities,
    category: state.category,
    assignee: state.view === "mine" ? "me" : state.view === "unassigned" ? "none" : state.assignee,
    q: state.q,
    breached: state.view === "breached",
    sort: state.sort,
  };
}

/** How many tickets a tab holds without filters; null where nobody counts. */
export function countOf(view: View, counts: TicketCounts | undefined): number | null {
  return view === "all" || !counts ? null : counts[view];
}

/** In the address beside `saved`: no saved view, not even one's own first. */
export const NO_SAVED = "none";

/** Whether an address says nothing of the queue: whoever arrives there gets their own first view. */
export function saysNothing(search: URLSearchParams): boolean {
  return !["view", "priority", "category", "assignee", "q", "sort", "saved", "cursor"].some((name) => search.has(name));
}

/** What a saved view keeps of the queue. */
export interface Kept {
  filter: Readonly<Record<string, unknown>>;
  sort: string;
}

export function keptOf({ view, priorities, category, assignee, q, sort }: QueueState): Kept {
  return { filter: { view, priority: priorities.join(","), category, assignee, q }, sort };
}

/** The changes to an address that show what a view keeps, or the standard queue. */
export function patchOf(kept: Kept | null): Patch {
  const told = (name: string) => {
    const value = kept?.filter[name];
    return typeof value === "string" ? value : null;
  };
  return {
    ...Object.fromEntries(["view", "priority", "category", "assignee", "q"].map((name) => [name, told(name)])),
    sort: kept?.sort ?? null,
    cursor: null,
  };
}

/** Whether a view shows this queue; what it keeps may be of an older version of this page. */
export function shows(kept: Kept, state: QueueState, mayWrite: boolean): boolean {
  const theirs = readQueue(patched(new URLSearchParams(), patchOf(kept)), mayWrite);
  return JSON.stringify(keptOf(theirs)) === JSON.stringify(keptOf(state));
}

export function isFiltered(state: QueueState): boolean {
  return state.priorities.length > 0 || state.category !== null || state.assignee !== null || state.q !== "";
}
