/** POST /players/{id}/suspend and /reinstate: the same request, one way and back. */
import { request } from "@/shared/api/client";
import type { Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export type SuspensionAction = "suspend" | "reinstate";

export interface SetSuspensionAsk {
  action: SuspensionAction;
  reason: string;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function setSuspension({ operatorId, playerId }: PlayerTarget, ask: SetSuspensionAsk) {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(playerId)}/${ask.action}`, {
    body: {
      operator_id: operatorId,
      reason: ask.reason,
      revision: ask.revision,
      request_id: ask.requestId,
    },
  });
}

export function useSetSuspension(target: PlayerTarget) {
  return usePlayerWrite(target, setSuspension);
}
