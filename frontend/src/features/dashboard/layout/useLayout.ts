/** The dashboard as its page arranges it: a saved view from the address, else the person's own layout. */
import { useCallback, useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useKeptPreference } from "@/shared/preference/kept";
import { patched } from "@/shared/url/params";
import { useViews } from "@/shared/views/api/listViews";
import type { SavedView } from "@/shared/views/types";
import { FILTERS, type Filters, withFilters } from "../question";
import { type Layout, layoutOf, STANDARD, wordsOf } from "./layout";

export const SURFACE = "dashboard";
/** In the address: no view, not even the reader's own first one. */
export const NO_VIEW = "all";

/** What a view keeps beside the layout and the filters; days are kept as a preset, never as dates that pass. */
const KEPT = ["period", "compare", "calendar", "currency", "cur", "interval", "heat"] as const;

const STANDARD_WORDS = wordsOf(STANDARD);
const ownWords = (kept: unknown) => {
  const layout = layoutOf(kept);
  return layout && wordsOf(layout);
};
const firstOf = (kept: unknown) => (typeof kept === "string" ? kept : undefined);

/** The view's part of an address. */
export function keptOf(search: URLSearchParams): Record<string, unknown> {
  const words = KEPT.flatMap((name) => {
    const value = search.get(name);
    return value ? [[name, value] as const] : [];
  });
  const filters = FILTERS.flatMap((name) => {
    const values = search.getAll(name).filter(Boolean);
    return values.length > 0 ? [[name, [...values].sort()] as const] : [];
  });
  return Object.fromEntries([...words, ...filters]);
}

/** The address that shows a view. */
export function opened(search: URLSearchParams, view: Pick<SavedView, "filter" | "columns"> | null, id: string | null) {
  const filter = view?.filter ?? {};
  const text = (name: string) => (typeof filter[name] === "string" ? (filter[name] as string) : null);
  const filters: Filters = Object.fromEntries(
    FILTERS.map((name) => {
      const value = filter[name];
      return [name, Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : []];
    }),
  );
  return withFilters(
    patched(search, {
      ...Object.fromEntries(KEPT.map((name) => [name, text(name)])),
      from: null,
      to: null,
      view: id,
      layout: view?.columns?.join(",") ?? null,
    }),
    filters,
  );
}

export function useLayout() {
  const [search, setSearch] = useSearchParams();
  const own = useKeptPreference<string[]>("dashboard.layout", ownWords, STANDARD_WORDS);
  const first = useKeptPreference<string | null>("dashboard.view", firstOf, null);
  const views = useViews(SURFACE);
  const text = search.get("layout");
  const asked = useMemo(() => (text === null ? undefined : layoutOf(text.split(","))), [text]);
  const kept = useMemo(() => keptOf(search), [search]);
  const layout = useMemo(() => asked ?? layoutOf(own.value) ?? STANDARD, [asked, own.value]);

  // Whoever arrives at the bare page gets the view that they open first, once it is known.
  const bare = !["view", "layout", "from", "to", ...KEPT, ...FILTERS].some((name) => search.has(name));
  const firstView = bare ? views.data?.find((view) => view.id === first.value) : undefined;
  useEffect(() => {
    if (firstView) setSearch((now) => opened(now, firstView, firstView.id), { replace: true });
  }, [firstView, setSearch]);

  const set = useCallback(
    (next: Layout | null) => {
      // A view's layout changes in the address, one's own for good.
      if (text !== null) setSearch((now) => patched(now, { layout: next ? wordsOf(next).join(",") : null }));
      else own.set(next && wordsOf(next));
    },
    [text, setSearch, own.set],
  );
  return {
    layout,
    set,
    ofView: text !== null,
    kept,
    view: search.get("view"),
    first,
    /** It is not known yet which view opens first. */
    arriving: bare && (!first.settled || (first.value !== null && (views.isPending || firstView !== undefined))),
    differs: (view: Pick<SavedView, "filter" | "columns">) => {
      const sorted = (record: Record<string, unknown>) => JSON.stringify(Object.entries(record).sort());
      const viewed = view.columns ? layoutOf(view.columns) : undefined;
      return (
        sorted(view.filter) !== sorted(kept) ||
        (viewed !== undefined && wordsOf(viewed).join() !== wordsOf(layout).join())
      );
    },
    open: (view: SavedView | null) =>
      setSearch((now) => opened(now, view, view?.id ?? (first.value === null ? null : NO_VIEW))),
  };
}
