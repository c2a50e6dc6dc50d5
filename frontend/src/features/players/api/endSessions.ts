/** POST /players/{id}/end-sessions: ends one open session of a player, or all. */
import { request } from "@/shared/api/client";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface EndSessionsAsk {
  /** Null for all open ones. */
  sessionId: string | null;
  reason: string;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function endSessions({ operatorId, playerId }: PlayerTarget, ask: EndSessionsAsk) {
  return request<{ ended: number }>("POST", `/players/${encodeURIComponent(playerId)}/end-sessions`, {
    body: {
      operator_id: operatorId,
      session_id: ask.sessionId,
      reason: ask.reason,
      request_id: ask.requestId,
    },
  });
}

export function useEndSessions(target: PlayerTarget) {
  return usePlayerWrite(target, endSessions);
}
