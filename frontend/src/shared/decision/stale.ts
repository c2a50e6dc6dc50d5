/** Reads a refusal for an outdated revision: what changed meanwhile, by whom and when. */
import { ApiError } from "@/shared/api/client";

export interface StaleChange {
  field: string;
  /** Null where the server's sentence has another form; then message is shown as it is. */
  by: string | null;
  at: string | null;
  message: string;
}

const SENTENCE = /^changed by (.+) at (\d{4}-\d{2}-\d{2}T\S+Z)$/;

export function isStale(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "STALE_REVISION";
}

export function staleChanges(error: unknown): StaleChange[] {
  if (!(error instanceof ApiError) || !isStale(error)) return [];
  return error.fields
    .filter(({ field }) => field !== "" && field !== "revision")
    .map(({ field, message }) => {
      const [, by = null, at = null] = SENTENCE.exec(message) ?? [];
      return { field, by, at, message };
    });
}
