/** Business hours as people type them: "09:00-12:00, 13:30-18:00" for a weekday, nothing for a day off. */
import type { BusinessHours } from "../types";

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

const SPAN = /^(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?$/;

function minute(hours: string | undefined, minutes: string | undefined): number | null {
  const value = Number(hours) * 60 + Number(minutes ?? "0");
  return Number(minutes ?? "0") < 60 && value <= 1440 ? value : null;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The hours of a weekday, in order; null when the text is none, a span ends before it begins, or two overlap. */
export function readHours(weekday: number, text: string): BusinessHours[] | null {
  const found: BusinessHours[] = [];
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const match = SPAN.exec(part.trim());
    const from = minute(match?.[1], match?.[2]);
    const until = minute(match?.[3], match?.[4]);
    if (!match || from === null || until === null || from >= until) return null;
    found.push({ weekday, from_minute: from, until_minute: until });
  }
  found.sort((a, b) => a.from_minute - b.from_minute);
  const overlap = found.some((each, i) => i > 0 && each.from_minute < (found[i - 1]?.until_minute ?? 0));
  return overlap ? null : found;
}

export function writeHours(weekday: number, hours: readonly BusinessHours[]): string {
  return hours
    .filter((each) => each.weekday === weekday)
    .sort((a, b) => a.from_minute - b.from_minute)
    .map((each) => `${clock(each.from_minute)}-${clock(each.until_minute)}`)
    .join(", ");
}
