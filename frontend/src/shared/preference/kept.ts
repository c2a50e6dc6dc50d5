/** What a person prefers, kept on the server; until it has answered, what this browser remembers. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { request } from "@/shared/api/client";
import { readPreference, writePreference } from "./preference";

type Kept = Record<string, unknown>;

const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: async ({ signal }) => (await request<{ items: Kept }>("GET", "/preferences", { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** What this browser remembers: JSON, or a bare word of the time before. */
function remembered(key: string): unknown {
  const text = readPreference(key);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A preference of the person who is signed in. `read` makes sense of what is kept, or gives undefined; then the
 * fallback holds. Both must be stable. `settled` tells that the server has answered, or cannot.
 */
export function useKeptPreference<T>(key: string, read: (kept: unknown) => T | undefined, fallback: T) {
  const client = useQueryClient();
  const { data, isPending } = useQuery(preferencesQuery);
  const kept = data ? data[key] : remembered(key);
  const value = useMemo(() => read(kept) ?? fallback, [kept, read, fallback]);
  const { mutate } = useMutation({
    mutationFn: (next: T | null) => request<void>("PUT", `/preferences/${key}`, { body: { value: next } }),
    scope: { id: `preference ${key}` },
    onMutate: async (next) => {
      await client.cancelQueries(preferencesQuery);
      client.setQueryData(preferencesQuery.queryKey, (old) => ({ ...old, [key]: next ?? undefined }));
    },
    onError: () => client.invalidateQueries(preferencesQuery),
  });
  const set = useCallback(
    (next: T | null) => {
      writePreference(key, JSON.stringify(next));
      mutate(next);
    },
    [key, mutate],
  );
  return { value, set, settled: !isPending };
}

/** Reads one of the known words. */
export function oneOf<T extends string>(known: readonly T[]): (kept: unknown) => T | undefined {
  return (kept) => known.find((each) => each === kept);
}
