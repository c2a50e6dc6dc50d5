/** From what somebody filled in to the action that is asked for: pure. */
import { startOfLocalDay } from "@/shared/format/time";
import { addDays } from "@/shared/period/period";
import type { BanScope, BulkAction, BulkKind } from "../types";

export const ACTION_FIELDS = ["add", "remove", "scopes", "expires_at", "text", "reason"] as const;
export type ActionField = (typeof ACTION_FIELDS)[number];

export interface Filled {
  add?: string[];
  remove?: string[];
  scopes?: BanScope[];
  text?: string;
  reason: string;
}

/** Letters, digits, spaces, "-" and "_", up to 64. */
export const TAG = /^[\p{L}\p{N} _-]{1,64}$/u;

function tags(typed: readonly string[] | undefined): string[] {
  return [...new Set((typed ?? []).map((tag) => tag.trim().toLowerCase()).filter(Boolean))];
}

/** When a ban ends whose last whole day is given: as that day ends in the operator's zone. */
export function endOfBan(lastDay: string | null, zone: string): string | null {
  return lastDay ? startOfLocalDay(addDays(lastDay, 1), zone).toISOString() : null;
}

/** The action of a kind; `expires` is the ban's end as an instant. */
export function actionOf(kind: BulkKind, filled: Filled, expires: string | null): BulkAction {
  if (kind === "tag") return { type: "tag", add: tags(filled.add), remove: tags(filled.remove) };
  if (kind === "ban") return { type: "ban", scopes: filled.scopes ?? [], expires_at: expires };
  return { type: "note", text: filled.text?.trim() ?? "" };
}
