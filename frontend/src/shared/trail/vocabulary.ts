/** The actions and kinds of target that have a name in the reader's language; others are shown by their code. */
import en from "./i18n/en.json";

export const KNOWN_ACTIONS: readonly string[] = Object.entries(en.action).flatMap(([noun, verbs]) =>
  Object.keys(verbs).map((verb) => `${noun}.${verb}`),
);

export const KNOWN_TARGET_TYPES: readonly string[] = Object.keys(en.targetType);

/** What a filter offers: the known values, those on the page, and the one that is set, each once and in order. */
export function choices(known: readonly string[], onPage: readonly string[], set: string | null): string[] {
  return [...new Set([...known, ...onPage, ...(set ? [set] : [])])].sort();
}
