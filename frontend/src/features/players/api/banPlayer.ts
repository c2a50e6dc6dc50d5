/** POST /players/{id}/ban: keeps a player from what the scopes name, until lifted or expired. */
import { request } from "@/shared/api/client";
import type { BanScope, Instant, Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface BanPlayerAsk {
  scopes: BanScope[];
  reason: string;
  /** Null for a ban without end. */
  expiresAt: Instant | null;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function banPlayer({ operatorId, playerId }: PlayerTarget, ask: BanPlayerAsk) {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(playerId)}/ban`, {
    body: {
      operator_id: operatorId,
      scopes: ask.scopes,
      reason: ask.reason,
      expires_at: ask.expiresAt,
      revision: ask.revision,
      request_id: ask.requestId,
    },
  });
}

export function useBanPlayer(target: PlayerTarget) {
  return usePlayerWrite(target, banPlayer);
}
