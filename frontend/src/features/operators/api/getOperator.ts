/** GET /operators/{id}: all of one operator. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Operator } from "./types";

export function operatorKey(id: string) {
  return ["operator", id];
}

export function useOperatorDetails(id: string) {
  return useQuery({
    queryKey: operatorKey(id),
    queryFn: ({ signal }) => request<Operator>("GET", `/operators/${encodeURIComponent(id)}`, { signal }),
    // Schedules are taken by themselves.
    refetchInterval: 15_000,
  });
}
