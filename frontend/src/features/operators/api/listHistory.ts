/** GET /operators/{id}/history: what happened to an operator, newest first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { HistoryEntry } from "./types";

export function historyKey(id: string) {
  return ["operator-history", id];
}

export function useHistory(id: string, cursor: string | null) {
  return useQuery({
    queryKey: [...historyKey(id), cursor],
    queryFn: ({ signal }) =>
      request<Page<HistoryEntry>>("GET", `/operators/${encodeURIComponent(id)}/history`, {
        signal,
        query: { cursor, limit: 50 },
      }),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === id ? old : undefined),
  });
}
