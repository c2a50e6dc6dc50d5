/** Periods of an operator's calendar days: the presets, and how a period is written in the address. */
import { localDateOf } from "@/shared/format/time";

export const PRESETS = ["today", "yesterday", "last7", "last30", "month"] as const;
export type Preset = (typeof PRESETS)[number];

export interface Period {
  preset: Preset | "custom";
  /** First and last day, both included. */
  from: string;
  to: string;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function isLocalDate(value: string | null | undefined): value is string {
  if (!value || !DATE.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}

/** Moves a calendar day by whole days. */
export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function presetPeriod(preset: Preset, today: string): Period {
  switch (preset) {
    case "today":
      return { preset, from: today, to: today };
    case "yesterday":
      return { preset, from: addDays(today, -1), to: addDays(today, -1) };
    case "last7":
      return { preset, from: addDays(today, -6), to: today };
    case "last30":
      return { preset, from: addDays(today, -29), to: today };
    case "month":
      return { preset, from: `${today.slice(0, 8)}01`, to: today };
  }
}

/** The period that an address asks for; a broken or reversed range falls back to the preset given. */
export function readPeriod(search: URLSearchParams, zone: string, now: Date, fallback: Preset): Period {
  const from = search.get("from");
  const to = search.get("to");
  if (isLocalDate(from) && isLocalDate(to) && from <= to) return { preset: "custom", from, to };
  const asked = search.get("period");
  const preset = PRESETS.find((each) => each === asked) ?? fallback;
  return presetPeriod(preset, localDateOf(now, zone));
}

/** What the address must carry for a period; null removes the parameter. */
export function periodParams(period: Period): Record<"period" | "from" | "to", string | null> {
  return period.preset === "custom"
    ? { period: null, from: period.from, to: period.to }
    : { period: period.preset, from: null, to: null };
}
