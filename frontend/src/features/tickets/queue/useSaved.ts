/** The saved views of the queue: which one it started from, which opens first, and how one is opened. */
import { useEffect } from "react";
import { useKeptPreference } from "@/shared/preference/kept";
import { usePatchParams } from "@/shared/url/params";
import { useViews } from "@/shared/views/api/listViews";
import type { SavedView } from "@/shared/views/types";
import { keptOf, NO_SAVED, patchOf, type QueueState, saysNothing, shows } from "./state";

export const SURFACE = "tickets";

const firstOf = (kept: unknown) => (typeof kept === "string" ? kept : undefined);

export function useSaved(state: QueueState, mayWrite: boolean) {
  const [search, patch] = usePatchParams();
  const views = useViews(SURFACE);
  const first = useKeptPreference<string | null>("tickets.view", firstOf, null);
  const saved = search.get("saved");

  // Whoever arrives at the bare queue gets the view that they open first, once it is known.
  const bare = saysNothing(search);
  const firstView = bare ? views.data?.find((view) => view.id === first.value) : undefined;
  useEffect(() => {
    if (firstView) patch({ ...patchOf(firstView), saved: firstView.id }, { replace: true });
  }, [firstView, patch]);

  return {
    /** It is not known yet which view opens first. */
    arriving: bare && (!first.settled || (first.value !== null && (views.isPending || firstView !== undefined))),
    current: saved === NO_SAVED ? null : saved,
    kept: keptOf(state),
    differs: (view: SavedView) => !shows(view, state, mayWrite),
    first: first.value,
    onFirst: first.set,
    onOpen: (view: SavedView | null) =>
      patch({ ...patchOf(view), saved: view ? view.id : first.value === null ? null : NO_SAVED }),
  };
}
