/** POST /views and PUT /views/{id}: saves a new view, or an old one over the revision that was seen. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { newRequestId, request } from "@/shared/api/client";
import type { SavedView, ViewBody } from "../types";
import { viewsQuery } from "./listViews";

export interface SaveAsk {
  body: ViewBody;
  /** The view that is changed; null saves a new one. */
  over: SavedView | null;
}

export function useSaveView(surface: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, over }: SaveAsk) =>
      over
        ? request<SavedView>("PUT", `/views/${over.id}`, {
            body: { ...body, revision: over.revision, request_id: newRequestId() },
          })
        : request<SavedView>("POST", "/views", { body: { ...body, surface, request_id: newRequestId() } }),
    onSuccess: (saved) =>
      client.setQueryData(viewsQuery(surface).queryKey, (old) =>
        [...(old ?? []).filter((each) => each.id !== saved.id), saved].sort((a, b) => a.name.localeCompare(b.name)),
      ),
    onSettled: () => void client.invalidateQueries(viewsQuery(surface)),
  });
}
