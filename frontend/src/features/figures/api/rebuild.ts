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
    queryFn: async ({ signal }) =>
      (await request<{ rebuild: Rebuild }>("GET", "/figures/rebuild", { query: { operator_id: operatorId }, signal }))
        .rebuild,
    refetchInterval: ({ state }) => (isRunning(state.data) ? SOON_MS : false),
  });
}

/** Begins to count, or gives up what is under way. */
export function useSteerRebuild(operatorId: string, step: "start" | "cancel") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, requestId }: { reason: string; requestId: string }) =>
      request<{ rebuild: Rebuild }>("POST", step === "start" ? "/figures/rebuild" : "/figures/rebuild/cancel", {
        body: { operator_id: operatorId, reason, request_id: requestId },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rebuild", operatorId] }),
  });
}
