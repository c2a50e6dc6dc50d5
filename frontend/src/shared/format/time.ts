/** Instants and calendar days as an operator's team reads them: in the operator's own zone. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, found);
  }
  return found;
}

/** How a language writes months in dates: Brazilian readers expect 14/03/2025, English ones would mistake it. */
function monthOf(locale: string): "2-digit" | "short" {
  return locale.startsWith("pt") ? "2-digit" : "short";
}

/** The calendar day YYYY-MM-DD that an instant falls on in a zone. */
export function localDateOf(instant: Date, zone: string): string {
  const parts = formatter("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    instant,
  );
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** Offset of a zone from UTC in milliseconds at an instant. */
function offsetAt(instant: number, zone: string): number {
  const parts = formatter("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(instant));
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(instant / 1000) * 1000;
}

/** The instant at which a calendar day begins in a zone, also where midnight does not exist that day. */
export function startOfLocalDay(date: string, zone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  for (const guess of [midnight - offsetAt(midnight - 86_400_000, zone), midnight - offsetAt(midnight, zone)]) {
    if (guess + offsetAt(guess, zone) === midnight) return new Date(guess);
  }
  // The clock skipped midnight: the day begins where the offset changes, one search to the millisecond.
  let before = midnight - offsetAt(midnight, zone) - 6 * 3_600_000;
  let after = before + 12 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDateOf(new Date(middle), zone) >= date) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/** What the clock of a zone shows at an instant: "2025-03-14T09:05:12". */
export function wallTimeOf(instant: Date, zone: string): string {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000 + offsetAt(instant.getTime(), zone))
    .toISOString()
    .slice(0, 19);
}

/** The first instant at which the clock of a zone shows a time; where the clock skips it, as if it had not yet. */
export function instantOfWallTime(wall: string, zone: string): Date {
  const shown = Date.parse(`${wall}Z`);
  const [before, after] = [offsetAt(shown - 86_400_000, zone), offsetAt(shown + 86_400_000, zone)];
  const match = [shown - before, shown - after]
    .sort((a, b) => a - b)
    .find((guess) => guess + offsetAt(guess, zone) === shown);
  return new Date(match ?? shown - before);
}

/** "14 Mar 2025, 09:05:12" in a zone. */
export function formatInstant(instant: string, zone: string, locale: string, seconds = false): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return formatter(locale, {
    timeZone: zone,
    year: "numeric",
    month: monthOf(locale),
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
  }).format(date);
}

/** "14 Mar 2025" for a calendar day, which has no zone. */
export function formatLocalDate(date: string, locale: string, style: "short" | "long" = "long"): string {
  const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  return formatter(locale, {
    timeZone: "UTC",
    day: "2-digit",
    month: monthOf(locale),
    ...(style === "long" ? { year: "numeric" } : {}),
  }).format(day);
}

/** "10 – 16 Nov 2026": a span of calendar days, or the one day that it is. */
export function formatDateRange(from: string, to: string, locale: string): string {
  const [first, last] = [from, to].map((date) => new Date(`${date.slice(0, 10)}T00:00:00Z`));
  if (!first || !last || Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return `${from} – ${to}`;
  return formatter(locale, { timeZone: "UTC", day: "2-digit", month: monthOf(locale), year: "numeric" }).formatRange(
    first,
    last,
  );
}

/** Label of one point of a series: an hour "14:00" (with its day when asked) or a day "14 Mar". Points are wall-clock, not instants. */
export function formatPoint(at: string, interval: "hour" | "day", locale: string, withDay = true): string {
  const day = formatLocalDate(at, locale, "short");
  if (interval === "day") return day;
  const hour = /T(\d{2}:\d{2})/.exec(at)?.[1] ?? "00:00";
  return withDay ? `${day}, ${hour}` : hour;
}

/** "America/Sao Paulo (GMT-3)": the zone by name with its offset at an instant. */
export function zoneLabel(zone: string, locale: string, instant: Date = new Date()): string {
  if (zone === "UTC") return "UTC";
  const offset = formatter(locale, { timeZone: zone, timeZoneName: "shortOffset" })
    .formatToParts(instant)
    .find((part) => part.type === "timeZoneName")?.value;
  const name = zone.replaceAll("_", " ");
  return offset ? `${name} (${offset})` : name;
}

/** The instant in UTC to the microsecond, as it is stored. */
export function utcText(instant: string): string {
  return instant.replace("T", " ").replace("Z", " UTC");
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "3 minutes ago". */
export function formatAgo(instant: string, now: number, locale: string): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  return format.format(0, "second");
}

/** A span of seconds as "12 s", "3 min" or "2 h 5 min". */
export function formatSpan(seconds: number, locale: string): string {
  const unit = (value: number, name: "second" | "minute" | "hour" | "day") =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: name === "second" && value < 10 ? 1 : 0,
    }).format(value);
  if (seconds < 60) return unit(Math.max(0, seconds), "second");
  if (seconds < 3_600) return unit(Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) {
    const minutes = Math.floor((seconds % 3_600) / 60);
    return `${unit(Math.floor(seconds / 3_600), "hour")}${minutes ? ` ${unit(minutes, "minute")}` : ""}`;
  }
  return unit(Math.floor(seconds / 86_400), "day");
}
