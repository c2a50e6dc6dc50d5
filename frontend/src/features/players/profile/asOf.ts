/** The moment that a page is about: now, or one in the past at which everything is cut. */
import type { Ban, Instant, PlayerSession } from "@/shared/api/types";
import { instantOfWallTime } from "@/shared/format/time";

/** The moment that an address asks for; null for now, and for what is no moment or not yet. */
export function readAsOf(value: string | null, now: Date): Instant | null {
  if (!value || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) || at > now ? null : at.toISOString();
}

export const QUICK_PICKS = ["hour", "day", "week", "month", "yesterday_start"] as const;
export type QuickPick = (typeof QUICK_PICKS)[number];

const HOURS: Record<Exclude<QuickPick, "yesterday_start">, number> = { hour: 1, day: 24, week: 168, month: 720 };

/** The moment behind a quick pick, to the minute so that the address can be read. */
export function quickPick(pick: QuickPick, now: Date, today: string, zone: string): Instant {
  if (pick === "yesterday_start") {
    const yesterday = new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    return instantOfWallTime(`${yesterday}T00:00:00`, zone).toISOString();
  }
  return new Date(Math.floor((now.getTime() - HOURS[pick] * 3_600_000) / 60_000) * 60_000).toISOString();
}

/** The end of a list: where the filter ends, or the moment itself when that is earlier. Both are excluded. */
export function endOf(filter: Instant | null, asOf: Instant | null): Instant | null {
  // What was recorded at the very moment belongs to it.
  const cut = asOf === null ? null : new Date(Date.parse(asOf) + 1).toISOString();
  if (!filter || !cut) return filter ?? cut;
  return Date.parse(filter) < Date.parse(cut) ? filter : cut;
}

/** Only what had happened by then. */
export function upTo<T>(rows: readonly T[], asOf: Instant | null, at: (row: T) => Instant): T[] {
  return asOf === null ? [...rows] : rows.filter((row) => Date.parse(at(row)) <= Date.parse(asOf));
}

/** A session as it stood then: open when it had begun and not ended. */
export function sessionAsOf(session: PlayerSession, asOf: Instant | null): PlayerSession {
  if (asOf === null || session.ended_at === null || Date.parse(session.ended_at) <= Date.parse(asOf)) return session;
  return { ...session, ended_at: null, open: true };
}

/** A ban as it stood then: what lifted it later had not happened. */
export function banAsOf(ban: Ban, asOf: Instant | null): Ban {
  if (asOf === null || ban.lifted_at === null || Date.parse(ban.lifted_at) <= Date.parse(asOf)) return ban;
  return { ...ban, lifted_at: null, lifted_by: null, lift_reason: null };
}
