/** GET and POST /figures/rebuild: counting an operator's figures again from the players' history. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Rebuild } from "./types";

const SOON_MS = 1_000;

export function isRunning(rebuild: Rebuild | undefined): boolean {
  return rebuild?.state === "building" || rebuild?.state === "switching";
}

export function useRebuild(operatorId: string) {
  return useQuery({
    queryKey: ["rebuild", operatorId],
    queryFn: ({ signal }) =>
      request<Rebuild>("GET", "/figures/rebuild", { query: { operator_id: operatorId }, signal }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? SOON_MS : false),
  });
}

export function useStartRebuild(operatorId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, requestId }: { reason: string; requestId: string }) =>
      request<unknown>("POST", "/figures/rebuild", {
        body: { operator_id: operatorId, reason, request_id: requestId },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rebuild", operatorId] }),
  });
}
