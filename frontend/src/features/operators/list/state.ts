/** The list of operators as the address says it, and what a saved view keeps of it. */
import { COMPARES, type Compare } from "@/shared/figure/types";
import { isLocalDate, PRESETS } from "@/shared/period/period";
import { type Patch, patched } from "@/shared/url/params";
import { type OperatorStatus, STATUSES } from "../api/types";
import { type Column, FIRST_SORT, readColumns, readSort } from "./columns";

export const MONEY = ["reporting", "own"] as const;
export type MoneyMode = (typeof MONEY)[number];

export interface ListState {
  statuses: OperatorStatus[];
  jurisdictions: string[];
  q: string;
  compare: Compare;
  money: MoneyMode;
  sort: string;
  /** Columns that the address asks for; null leaves them to the reader's own choice. */
  columns: Column[] | null;
}

const words = (text: string | null) => (text ?? "").split(",").filter(Boolean);

export function readState(search: URLSearchParams): ListState {
  const asked = words(search.get("status"));
  const columns = search.get("columns");
  return {
    statuses: STATUSES.filter((status) => asked.includes(status)),
    jurisdictions: words(search.get("jurisdiction")),
    q: search.get("q") ?? "",
    compare: COMPARES.find((each) => each === search.get("compare")) ?? "previous",
    money: MONEY.find((each) => each === search.get("money")) ?? "reporting",
    sort: readSort(search.get("sort")),
    columns: columns === null ? null : readColumns(columns.split(",")),
  };
}

/** In the address beside `saved`: no saved view, not even one's own first. */
export const NO_SAVED = "none";

const FILTER = ["status", "jurisdiction", "q", "compare", "money", "period", "from", "to"] as const;

/** Whether an address says nothing of the list: whoever arrives there gets their own first view. */
export function saysNothing(search: URLSearchParams): boolean {
  return ![...FILTER, "sort", "columns", "saved"].some((name) => search.has(name));
}

export interface Kept {
  filter: Readonly<Record<string, unknown>>;
  sort: string;
  columns: readonly string[] | null;
}

/** What a view keeps of a list: what the address says, in the same words. */
export function keptOf(search: URLSearchParams): Kept {
  const { statuses, jurisdictions, q, compare, money, sort, columns } = readState(search);
  const [from, to] = [search.get("from"), search.get("to")];
  const dated = isLocalDate(from) && isLocalDate(to) && from <= to;
  const filter = {
    status: statuses.join(","),
    jurisdiction: jurisdictions.join(","),
    q,
    compare: compare === "previous" ? "" : compare,
    money: money === "reporting" ? "" : money,
    period: dated ? "" : (PRESETS.find((each) => each === search.get("period")) ?? ""),
    from: dated ? from : "",
    to: dated ? to : "",
  };
  return { filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== "")), sort, columns };
}

/** The changes to an address that show what a view keeps, or the standard list. */
export function patchOf(kept: Kept | null): Patch {
  const told = (name: string) => {
    const value = kept?.filter[name];
    return typeof value === "string" ? value : null;
  };
  return {
    ...Object.fromEntries(FILTER.map((name) => [name, told(name)])),
    sort: kept && kept.sort !== FIRST_SORT ? kept.sort : null,
    columns: kept?.columns ? kept.columns.join(",") : null,
  };
}

/** Whether a view shows this list; what it keeps may be of an older version of this page. */
export function shows(kept: Kept, search: URLSearchParams): boolean {
  const theirs = keptOf(patched(new URLSearchParams(), patchOf(kept)));
  return JSON.stringify(theirs) === JSON.stringify(keptOf(search));
}

export function isFiltered(state: ListState): boolean {
  return state.statuses.length > 0 || state.jurisdictions.length > 0 || state.q !== "";
}
