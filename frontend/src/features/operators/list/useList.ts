/** The list as its page handles it: the state in the address, saved views, the person's columns and density. */
import { useEffect, useMemo } from "react";
import { oneOf, useKeptPreference } from "@/shared/preference/kept";
import { DENSITIES, type Density } from "@/shared/table/columns";
import { usePatchParams } from "@/shared/url/params";
import { useViews } from "@/shared/views/api/listViews";
import type { SavedView } from "@/shared/views/types";
import { type Column, FIRST_CHOICE, readColumns } from "./columns";
import { keptOf, NO_SAVED, patchOf, readState, saysNothing, shows } from "./state";

export const SURFACE = "operators";

const ownColumns = (kept: unknown) => (Array.isArray(kept) ? readColumns(kept) : undefined);
const densityOf = oneOf<Density>(DENSITIES);
const firstOf = (kept: unknown) => (typeof kept === "string" ? kept : undefined);

export function useList() {
  const [search, patch] = usePatchParams();
  const state = useMemo(() => readState(search), [search]);
  const own = useKeptPreference<readonly Column[]>("operators.columns", ownColumns, FIRST_CHOICE);
  const density = useKeptPreference<Density>("operators.density", densityOf, "middle");
  const first = useKeptPreference<string | null>("operators.view", firstOf, null);
  const views = useViews(SURFACE);
  const saved = search.get("saved");

  // Whoever arrives at the bare list gets the view that they open first, once it is known.
  const bare = saysNothing(search);
  const firstView = bare ? views.data?.find((view) => view.id === first.value) : undefined;
  useEffect(() => {
    if (firstView) patch({ ...patchOf(firstView), saved: firstView.id }, { replace: true });
  }, [firstView, patch]);

  const { columns: _, ...kept } = keptOf(search);
  return {
    search,
    state,
    patch,
    /** It is not known yet which view opens first. */
    arriving: bare && (!first.settled || (first.value !== null && (views.isPending || firstView !== undefined))),
    columns: state.columns ?? own.value,
    /** A view's columns change in the address, one's own for good. */
    setColumns: (columns: Column[]) => (state.columns ? patch({ columns: columns.join(",") }) : own.set(columns)),
    resetColumns: () => (state.columns ? patch({ columns: null }) : own.set(null)),
    density,
    views: {
      current: saved === NO_SAVED ? null : saved,
      kept,
      differs: (view: SavedView) => !shows(view, search),
      first: first.value,
      onFirst: first.set,
      onOpen: (view: SavedView | null) =>
        patch({ ...patchOf(view), saved: view ? view.id : first.value === null ? null : NO_SAVED }),
    },
  };
}
