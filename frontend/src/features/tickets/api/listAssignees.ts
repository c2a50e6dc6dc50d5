/** GET /tickets/assignees: who may work on the operator's tickets. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Assignee } from "../types";

export function useAssignees(operatorId: string) {
  return useQuery({
    queryKey: ["ticket-assignees", operatorId],
    queryFn: async ({ signal }) =>
      (
        await request<{ items: Assignee[] }>("GET", "/tickets/assignees", {
          signal,
          query: { operator_id: operatorId },
        })
      ).items,
    staleTime: 300_000,
  });
}
