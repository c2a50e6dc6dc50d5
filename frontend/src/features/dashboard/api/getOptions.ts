/** GET /dashboard/options: what figures can be filtered by, seen so far. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Options } from "./types";

export function useOptions(operatorIds: readonly string[], enabled: boolean) {
  return useQuery({
    queryKey: ["dashboard-options", operatorIds.join(",")],
    queryFn: ({ signal }) =>
      request<Options>("GET", "/dashboard/options", { query: { operator_id: operatorIds }, signal }),
    staleTime: 5 * 60_000,
    enabled,
  });
}
