/** GET /players/{id}/notes: what the team wrote about a player, pinned ones first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Instant, Page } from "@/shared/api/types";

export interface Note {
  id: string;
  text: string;
  pinned: boolean;
  by: string;
  at: Instant;
  withdrawn_at: Instant | null;
  withdrawn_by: string | null;
  /** Whether the reader wrote it. */
  own: boolean;
}

export interface NotesAsk {
  operatorId: string;
  playerId: string;
  /** Withdrawn ones too. */
  withdrawn: boolean;
  cursor: string | null;
  limit: number;
}

export function listNotes(ask: NotesAsk, signal?: AbortSignal): Promise<Page<Note>> {
  const { operatorId, playerId, ...rest } = ask;
  return request<Page<Note>>("GET", `/players/${encodeURIComponent(playerId)}/notes`, {
    signal,
    query: { operator_id: operatorId, ...rest },
  });
}

export const notesKey = (playerId: string) => ["player-notes", playerId];

export function useNotes(ask: NotesAsk) {
  return useQuery({
    queryKey: [...notesKey(ask.playerId), ask],
    queryFn: ({ signal }) => listNotes(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.playerId ? old : undefined),
  });
}
