/** POST /players/{id}/reset-two-factor: asks the platform to take away the player's second factor. */
import { request } from "@/shared/api/client";
import type { Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface ResetTwoFactorAsk {
  reason: string;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function resetTwoFactor({ operatorId, playerId }: PlayerTarget, ask: ResetTwoFactorAsk) {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(playerId)}/reset-two-factor`, {
    body: {
      operator_id: operatorId,
      reason: ask.reason,
      revision: ask.revision,
      request_id: ask.requestId,
    },
  });
}

export function useResetTwoFactor(target: PlayerTarget) {
  return usePlayerWrite(target, resetTwoFactor);
}
