/** GET /views: one's own views of a list, and those shared with one's roles. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { SavedView } from "../types";

export function viewsQuery(surface: string) {
  return queryOptions({
    queryKey: ["views", surface],
    queryFn: async ({ signal }) =>
      (await request<{ items: SavedView[] }>("GET", "/views", { signal, query: { surface } })).items,
    staleTime: 60_000,
  });
}

export function useViews(surface: string) {
  return useQuery(viewsQuery(surface));
}
