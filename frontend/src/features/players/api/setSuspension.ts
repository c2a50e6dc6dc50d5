/** POST /players/{id}/suspend and /reinstate: the same request, one way and back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Player } from "@/shared/api/types";
import { playerKey } from "./getPlayer";

export type SuspensionAction = "suspend" | "reinstate";

export interface SuspensionAsk {
  action: SuspensionAction;
  operatorId: string;
  playerId: string;
  reason: string;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function setSuspension(ask: SuspensionAsk): Promise<{ player: Player }> {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(ask.playerId)}/${ask.action}`, {
    body: { operator_id: ask.operatorId, reason: ask.reason, revision: ask.revision, request_id: ask.requestId },
  });
}

export function useSetSuspension(operatorId: string, playerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: setSuspension,
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ["players", operatorId] });
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      await client.invalidateQueries({ queryKey: playerKey(operatorId, playerId) });
    },
  });
}
