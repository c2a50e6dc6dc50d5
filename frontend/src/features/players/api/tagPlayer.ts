/** POST /players/{id}/tags: puts tags on a player and takes others off. */
import { request } from "@/shared/api/client";
import type { Player } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface TagPlayerAsk {
  add: string[];
  remove: string[];
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function tagPlayer({ operatorId, playerId }: PlayerTarget, ask: TagPlayerAsk) {
  return request<{ player: Player }>("POST", `/players/${encodeURIComponent(playerId)}/tags`, {
    body: {
      operator_id: operatorId,
      add: ask.add,
      remove: ask.remove,
      request_id: ask.requestId,
    },
  });
}

export function useTagPlayer(target: PlayerTarget) {
  return usePlayerWrite(target, tagPlayer);
}
