/** PATCH /players/{id}: corrects the profile; only what is named is changed. */
import { request } from "@/shared/api/client";
import type { Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

/** The fields of a profile that staff may correct; an empty text takes the value away. */
export interface ProfileChanges {
  username?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  phone?: string;
  /** YYYY-MM-DD. */
  date_of_birth?: string;
  country?: string;
  region?: string;
  language?: string;
  document?: { type: string; number: string };
}

export interface EditPlayerAsk {
  changes: ProfileChanges;
  reason: string;
  /** The revision that the decision was made on; an older one is refused with STALE_REVISION. */
  revision: number;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function editPlayer({ operatorId, playerId }: PlayerTarget, ask: EditPlayerAsk) {
  return request<{ player: Player }>("PATCH", `/players/${encodeURIComponent(playerId)}`, {
    body: {
      operator_id: operatorId,
      changes: ask.changes,
      reason: ask.reason,
      revision: ask.revision,
      request_id: ask.requestId,
    },
  });
}

export function useEditPlayer(target: PlayerTarget) {
  return usePlayerWrite(target, editPlayer);
}
