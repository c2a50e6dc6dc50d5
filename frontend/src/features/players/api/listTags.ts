/** GET /players/tags: the tags in use at an operator, most used first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";

export interface TagUse {
  tag: string;
  players: number;
}

export function useTags(operatorId: string, enabled = true) {
  return useQuery({
    queryKey: ["player-tags", operatorId],
    queryFn: ({ signal }) =>
      request<{ items: TagUse[] }>("GET", "/players/tags", { signal, query: { operator_id: operatorId } }),
    enabled,
  });
}
