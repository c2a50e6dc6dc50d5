/** What an edit of a profile changes, and what becomes of it when somebody else was faster. */
import type { Player } from "@/shared/api/types";
import type { ProfileChanges } from "../api/editPlayer";

export const PERSONAL_FIELDS = [
  "first_name",
  "last_name",
  "email",
  "phone",
  "date_of_birth",
  "document_number",
] as const;
export const PLAIN_FIELDS = ["username", "country", "region", "language", "document_type"] as const;
export const EDIT_FIELDS = [...PLAIN_FIELDS, ...PERSONAL_FIELDS] as const;
export type EditField = (typeof EDIT_FIELDS)[number];

/** What was typed: a missing field was not touched, an empty one is to be taken away. */
export type Draft = Partial<Record<EditField, string>>;

const PERSONAL: ReadonlySet<EditField> = new Set(PERSONAL_FIELDS);

/** Whether the page knows only a mask in place of the value. */
export function isMasked(field: EditField, player: Player): boolean {
  return player.masked && PERSONAL.has(field) && knownValue(field, player) !== "";
}

/** The value as the page knows it, masked or not. */
export function knownValue(field: EditField, player: Player): string {
  if (field === "document_type") return player.document?.type ?? "";
  if (field === "document_number") return player.document?.number ?? "";
  return player[field] ?? "";
}

/** The fields that a draft really changes; against a mask everything that was typed does. */
export function changed(player: Player, draft: Draft): EditField[] {
  return EDIT_FIELDS.filter((field) => {
    const typed = draft[field];
    return typed !== undefined && (isMasked(field, player) || typed.trim() !== knownValue(field, player));
  });
}

/** The request's form of a draft. A document is one field: its kind goes along when only the number is new. */
export function changesOf(player: Player, draft: Draft): ProfileChanges {
  const fields = changed(player, draft);
  const changes: ProfileChanges = {};
  for (const field of fields)
    if (field !== "document_type" && field !== "document_number") changes[field] = (draft[field] ?? "").trim();
  if (fields.includes("document_type") || fields.includes("document_number"))
    changes.document = {
      type: (draft.document_type ?? knownValue("document_type", player)).trim(),
      number: (draft.document_number ?? knownValue("document_number", player)).trim(),
    };
  return changes;
}

/** A document's number that is only known masked cannot be sent back beside a new kind. */
export function needsNumber(player: Player, draft: Draft): boolean {
  return (
    changed(player, draft).includes("document_type") &&
    draft.document_number === undefined &&
    isMasked("document_number", player)
  );
}

export interface Merge {
  /** Fields that somebody else changed. */
  theirs: EditField[];
  /** Those among them that were typed into too: only a person can say which holds. */
  conflicts: EditField[];
  /** What was typed, without what the newest state already says. */
  draft: Draft;
}

/** Carries what was typed over to a newer state. `told`: fields that the server says were changed. */
export function merge(before: Player, now: Player, draft: Draft, told: readonly string[] = []): Merge {
  const names = new Set(
    told.flatMap((field) => (field === "document" ? ["document_type", "document_number"] : [field.replace(".", "_")])),
  );
  const theirs = EDIT_FIELDS.filter(
    (field) =>
      names.has(field) || (before.masked === now.masked && knownValue(field, before) !== knownValue(field, now)),
  );
  // A form holds a value for every field; only those that were changed there are carried over.
  const typed = changed(before, draft);
  const kept = changed(now, draft).filter((field) => typed.includes(field));
  return {
    theirs,
    conflicts: theirs.filter((field) => kept.includes(field)),
    draft: Object.fromEntries(kept.map((field) => [field, draft[field]])),
  };
}
