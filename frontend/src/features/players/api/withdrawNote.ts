/** POST /players/{id}/notes/{note_id}/withdraw: takes a note back; its text stays in the history. */
import { request } from "@/shared/api/client";
import type { Note } from "./listNotes";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface WithdrawNoteAsk {
  noteId: string;
  /** Kept across repeats of one decision, so that it is carried out once. */
  requestId: string;
}

export function withdrawNote({ operatorId, playerId }: PlayerTarget, ask: WithdrawNoteAsk) {
  return request<Note>("POST", `/players/${encodeURIComponent(playerId)}/notes/${ask.noteId}/withdraw`, {
    body: {
      operator_id: operatorId,
      request_id: ask.requestId,
    },
  });
}

export function useWithdrawNote(target: PlayerTarget) {
  return usePlayerWrite(target, withdrawNote);
}
