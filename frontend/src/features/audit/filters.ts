/** The filters of the audit logs, as the address carries them and as the API wants them. */
import { startOfLocalDay } from "@/shared/format/time";
import { addDays, isLocalDate } from "@/shared/period/period";

export const FILTERS = ["from", "to", "action", "actor", "target_type", "target", "outcome"] as const;
export type Filter = (typeof FILTERS)[number];

export const OUTCOMES = ["succeeded", "refused", "failed"] as const;

export type AuditFilters = Record<Filter, string | null>;

export function readFilters(search: URLSearchParams): AuditFilters {
  const value = (name: Filter) => search.get(name)?.trim() || null;
  const date = (name: "from" | "to") => (isLocalDate(search.get(name)) ? search.get(name) : null);
  const outcome = value("outcome");
  return {
    from: date("from"),
    to: date("to"),
    action: value("action"),
    actor: value("actor"),
    target_type: value("target_type"),
    target: value("target"),
    outcome: OUTCOMES.find((each) => each === outcome) ?? null,
  };
}

/** Local days become instants: from the start of the first day to the start of the day after the last. */
export function instants(filters: AuditFilters, zone: string): { from: string | null; to: string | null } {
  return {
    from: filters.from ? startOfLocalDay(filters.from, zone).toISOString() : null,
    to: filters.to ? startOfLocalDay(addDays(filters.to, 1), zone).toISOString() : null,
  };
}
