/** The list as its page handles it: the state in the address, the person's columns, density and first view. */
import { useCallback, useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { oneOf, useKeptPreference } from "@/shared/preference/kept";
import { DENSITIES, type Density } from "@/shared/table/columns";
import { PAGE_SIZES, type PageSize } from "@/shared/ui/CursorPager";
import { useViews } from "@/shared/views/api/listViews";
import { type Column, FIRST_CHOICE, FIRST_SORT, readColumns } from "./columns";
import { NO_FILTER } from "./filter/filter";
import { keptOf, type ListState, NO_VIEW, readList, sameList, saysNothing, stateOf, writeList } from "./listState";

export const SURFACE = "players";

const ownColumns = (kept: unknown) => (Array.isArray(kept) ? readColumns(kept) : undefined);
const densityOf = oneOf<Density>(DENSITIES);
const sizeOf = oneOf<PageSize>(PAGE_SIZES);
const firstOf = (kept: unknown) => (typeof kept === "string" ? kept : undefined);

export function useList() {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => readList(search), [search]);
  const own = useKeptPreference<readonly Column[]>("players.columns", ownColumns, FIRST_CHOICE);
  const density = useKeptPreference<Density>("players.density", densityOf, "middle");
  const size = useKeptPreference<PageSize>("players.size", sizeOf, "50");
  const first = useKeptPreference<string | null>("players.view", firstOf, null);
  const views = useViews(SURFACE);

  const change = useCallback(
    (part: Partial<ListState>, options: { replace?: boolean } = {}) =>
      setSearch((now) => writeList(now, { ...readList(now), ...part }), { ...options, state: null }),
    [setSearch],
  );

  // Whoever arrives at the bare list gets the view that they open first, once it is known.
  const bare = saysNothing(search);
  const firstView = bare ? views.data?.find((view) => view.id === first.value) : undefined;
  useEffect(() => {
    if (firstView) change(stateOf(firstView, firstView.id), { replace: true });
  }, [firstView, change]);
  const arriving = bare && (!first.settled || (first.value !== null && (views.isPending || firstView !== undefined)));

  const kept = useMemo(() => keptOf(state), [state]);
  return {
    state,
    change,
    kept,
    /** It is not known yet which view opens first. */
    arriving,
    columns: state.columns ?? own.value,
    /** A view's columns change in the address, one's own for good. */
    setColumns: (columns: Column[]) => (state.columns ? change({ columns }) : own.set(columns)),
    resetColumns: () => (state.columns ? change({ columns: null }) : own.set(null)),
    density,
    size,
    first,
    views: views.data ?? [],
    /** Whether the list differs from what a view keeps; a view without columns leaves them to the reader. */
    differs: (view: Parameters<typeof stateOf>[0]) => !sameList(view, kept),
    open: (view: (Parameters<typeof stateOf>[0] & { id: string }) | null) =>
      setSearch(
        (now) =>
          writeList(
            now,
            view
              ? stateOf(view, view.id)
              : { filter: NO_FILTER, sort: FIRST_SORT, columns: null, view: first.value === null ? null : NO_VIEW },
          ),
        { state: null },
      ),
  };
}
