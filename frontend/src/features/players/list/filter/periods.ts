/** Periods as filters of lists say them: relative ones stay true tomorrow, others are days of the operator's calendar. */
import { localDateOf, startOfLocalDay } from "@/shared/format/time";
import { addDays, isLocalDate } from "@/shared/period/period";

/** Days from today on backwards, today included. */
const BACK: Record<string, number> = { today: 1, "7d": 7, "30d": 30, "90d": 90 };
/** Everything up to so many days ago. */
const OVER: Record<string, number> = { over_7d: 7, over_30d: 30, over_90d: 90, over_365d: 365 };

export const PERIOD_PRESETS = ["today", "yesterday", "7d", "30d", "90d", "month", "last_month"] as const;
export const OVER_PRESETS = ["over_7d", "over_30d", "over_90d", "over_365d"] as const;
export type PeriodPreset = (typeof PERIOD_PRESETS)[number] | (typeof OVER_PRESETS)[number];

/** Calendar days, both included; either end may be open. */
export interface Days {
  from: string | null;
  to: string | null;
}

const PRESETS: ReadonlySet<string> = new Set([...PERIOD_PRESETS, ...OVER_PRESETS]);
const PLAUSIBLE = /^(?:19|2\d)\d{2}-/;

export function isPreset(value: string): value is PeriodPreset {
  return PRESETS.has(value);
}

/** Reads "2025-03-01..2025-03-14", "2025-03-01.." or "..2025-03-14"; null when it is no such period. */
export function readDays(value: string): Days | null {
  const [first, last, ...rest] = value.split("..");
  if (first === undefined || last === undefined || rest.length > 0 || (!first && !last)) return null;
  for (const day of [first, last]) if (day && !(isLocalDate(day) && PLAUSIBLE.test(day))) return null;
  if (first && last && first > last) return null;
  return { from: first || null, to: last || null };
}

export function writeDays(days: Days): string {
  return `${days.from ?? ""}..${days.to ?? ""}`;
}

export function isPeriod(value: string): boolean {
  return isPreset(value) || readDays(value) !== null;
}

/** The calendar days of a period, seen from today. */
export function daysOf(value: string, today: string): Days {
  const back = BACK[value];
  if (back !== undefined) return { from: addDays(today, 1 - back), to: today };
  const over = OVER[value];
  if (over !== undefined) return { from: null, to: addDays(today, -over) };
  const firstOfMonth = `${today.slice(0, 8)}01`;
  if (value === "yesterday") return { from: addDays(today, -1), to: addDays(today, -1) };
  if (value === "month") return { from: firstOfMonth, to: today };
  if (value === "last_month") {
    const last = addDays(firstOfMonth, -1);
    return { from: `${last.slice(0, 8)}01`, to: last };
  }
  return readDays(value) ?? { from: null, to: null };
}

/** The instants of a period in a zone: from the first on, and before the second. */
export function instantsOf(value: string, zone: string, now: Date): { from: string | null; until: string | null } {
  const days = daysOf(value, localDateOf(now, zone));
  return {
    from: days.from ? startOfLocalDay(days.from, zone).toISOString() : null,
    until: days.to ? startOfLocalDay(addDays(days.to, 1), zone).toISOString() : null,
  };
}
