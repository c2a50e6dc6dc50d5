/** Page state in the address, so that what one person sees can be sent to another as a link. */
import { useCallback } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

export type Patch = Record<string, string | null | undefined>;

/** The parameters with a patch applied; null, undefined and "" remove. */
export function patched(search: URLSearchParams, patch: Patch): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === undefined || value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}

export function usePatchParams() {
  const [search, setSearch] = useSearchParams();
  const { state } = useLocation();
  const patch = useCallback(
    (changes: Patch, options: { replace?: boolean } = {}) =>
      setSearch((current) => patched(current, changes), {
        replace: options.replace ?? false,
        // The way back through the pages of a list stays unless the list itself starts anew.
        state: "cursor" in changes ? null : state,
      }),
    [setSearch, state],
  );
  return [search, patch] as const;
}

/** Only the parameters that stay when moving between pages: the operator. */
export function carried(search: URLSearchParams): string {
  const op = search.get("op");
  return op ? `?op=${encodeURIComponent(op)}` : "";
}

/** A path with the operator of this page attached. */
export function useCarriedPath(): (path: string) => string {
  const [search] = useSearchParams();
  const suffix = carried(search);
  return useCallback((path: string) => path + suffix, [suffix]);
}

interface CursorState {
  cursors?: string[];
}

/**
 * Keyset paging: the cursor of this page is in the address, the way back lives in the history entry.
 * A link opened at a cursor has no way back but the first page.
 */
export function useCursorPaging() {
  const [search] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const cursor = search.get("cursor");
  const back = (location.state as CursorState | null)?.cursors ?? [];
  const go = (to: string | null, cursors: string[]) =>
    navigate({ search: patched(search, { cursor: to }).toString() }, { state: { cursors } });
  return {
    cursor,
    /** Number of this page from 1; null when opened by a link in the middle. */
    number: cursor === null ? 1 : back.length > 0 ? back.length + 1 : null,
    hasPrevious: cursor !== null,
    next: (nextCursor: string) => go(nextCursor, [...back, cursor ?? ""]),
    previous: () => go(back.at(-1) || null, back.slice(0, -1)),
  };
}

/** A path to return to after sign-in; anything that could leave this site becomes the start page. */
export function safeNext(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
}
