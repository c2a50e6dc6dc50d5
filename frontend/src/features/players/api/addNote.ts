/** POST /players/{id}/notes: writes a note about a player, for the team only. */
import { request } from "@/shared/api/client";
import type { Note } from "./listNotes";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface AddNoteAsk {
  text: string;
  pinned: boolean;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function addNote({ operatorId, playerId }: PlayerTarget, ask: AddNoteAsk) {
  return request<Note>("POST", `/players/${encodeURIComponent(playerId)}/notes`, {
    body: {
      operator_id: operatorId,
      text: ask.text,
      pinned: ask.pinned,
      request_id: ask.requestId,
    },
  });
}

export function useAddNote(target: PlayerTarget) {
  return usePlayerWrite(target, addNote);
}
