/** The list's whole state in the address, so that it can be shared: filter, order, columns of a view, the view itself. */
import { patched } from "@/shared/url/params";
import { type Column, FIRST_SORT, readColumns, readSort } from "./columns";
import { FILTER_PARAMS, type Filter, filterJson, filterOfJson, type ReadFilter, readFilter } from "./filter/filter";

export interface ListState {
  filter: Filter;
  sort: string;
  /** Columns that the address asks for; null leaves them to the reader's own choice. */
  columns: Column[] | null;
  /** The saved view that this started from; NO_VIEW when the reader wants none, null when nothing is said. */
  view: string | null;
}

/** In the address: no view, not even the reader's own first one. */
export const NO_VIEW = "all";

export function readList(search: URLSearchParams): ListState & Pick<ReadFilter, "dropped"> {
  const columns = search.get("columns");
  return {
    ...readFilter(search),
    sort: readSort(search.get("sort")),
    columns: columns === null ? null : readColumns(columns.split(",")),
    view: search.get("view") || null,
  };
}

/** The address of a state; what belongs to others stays, and the list starts at its first page. */
export function writeList(search: URLSearchParams, state: ListState): URLSearchParams {
  const next = patched(search, {
    ...Object.fromEntries(FILTER_PARAMS.map((name) => [name, null])),
    sort: state.sort === FIRST_SORT ? null : state.sort,
    view: state.view,
    cursor: null,
  });
  next.delete("columns");
  if (state.columns) next.set("columns", state.columns.join(","));
  for (const [name, value] of Object.entries(filterJson(state.filter)))
    for (const each of Array.isArray(value) ? value : [value]) next.append(name, each);
  return next;
}

/** Whether an address says nothing of the list: whoever arrives there gets their own first view. */
export function saysNothing(search: URLSearchParams): boolean {
  return ![...FILTER_PARAMS, "sort", "view", "columns", "cursor"].some((name) => search.has(name));
}

/** What a saved view keeps of a list. */
export interface Kept {
  filter: Readonly<Record<string, unknown>>;
  sort: string;
  columns: readonly string[] | null;
}

export function keptOf(state: Pick<ListState, "filter" | "sort" | "columns">): Kept {
  return { filter: filterJson(state.filter), sort: state.sort, columns: state.columns };
}

export function stateOf(kept: Kept, view: string): ListState {
  return {
    filter: filterOfJson(kept.filter),
    sort: readSort(kept.sort),
    columns: kept.columns && readColumns(kept.columns),
    view,
  };
}

/** Whether two would show the same list. */
export function sameList(a: Kept, b: Kept): boolean {
  const plain = (kept: Kept) => {
    const { filter, sort, columns } = stateOf(kept, "");
    const parts = Object.entries(filterJson(filter)).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value].sort() : value,
    ]);
    return JSON.stringify([parts, sort, columns]);
  };
  return plain(a) === plain(b);
}
