/** POST /players/{id}/lift-ban: lifts the bans in force of the scopes named. */
import { request } from "@/shared/api/client";
import type { BanScope, Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface LiftBanAsk {
  scopes: BanScope[];
  reason: string;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function liftBan({ operatorId, playerId }: PlayerTarget, ask: LiftBanAsk) {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(playerId)}/lift-ban`, {
    body: {
      operator_id: operatorId,
      scopes: ask.scopes,
      reason: ask.reason,
      revision: ask.revision,
      request_id: ask.requestId,
    },
  });
}

export function useLiftBan(target: PlayerTarget) {
  return usePlayerWrite(target, liftBan);
}
