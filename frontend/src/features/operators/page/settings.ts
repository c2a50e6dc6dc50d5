/** The settings of an operator as they are typed: what changed, and what somebody else changed meanwhile. */
import type { Money } from "@/shared/api/types";
import type { Operator } from "../api/types";
import type { SettingsChange } from "../api/writeOperator";

export const SETTINGS = [
  "name",
  "timezone",
  "currency",
  "jurisdiction",
  "licence",
  "languages",
  "balance_thresholds",
  "allowed_ips",
] as const;
export type Setting = (typeof SETTINGS)[number];

/** A value for each setting; "" for none. */
export type Draft = Required<SettingsChange>;

export function draftOf(operator: Operator): Draft {
  return {
    name: operator.name,
    timezone: operator.timezone,
    currency: operator.currency,
    jurisdiction: operator.jurisdiction ?? "",
    licence: operator.licence ?? "",
    languages: operator.languages,
    balance_thresholds: operator.balance_thresholds,
    allowed_ips: operator.allowed_ips ?? [],
  };
}

/** A value in a form in which equal ones are equal: amounts have no order. */
function plain(value: Draft[Setting]): string {
  if (typeof value === "string") return value.trim();
  const texts = value.map((each: string | Money) =>
    typeof each === "string" ? each : `${each.currency} ${each.amount.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")}`,
  );
  return JSON.stringify(value.some((each) => typeof each !== "string") ? texts.sort() : texts);
}

/** The settings whose values differ. */
export function differing(before: Draft, after: Draft): Setting[] {
  return SETTINGS.filter((setting) => plain(before[setting]) !== plain(after[setting]));
}

/** What is asked of the server: only what was changed. */
export function changesOf(before: Draft, after: Draft): SettingsChange {
  return Object.fromEntries(differing(before, after).map((setting) => [setting, after[setting]]));
}

export interface Merge {
  draft: Draft;
  /** Settings that somebody else changed and that were typed into too: only a person can say which holds. */
  conflicts: Setting[];
}

/** Carries what was typed over to a newer state. */
export function merge(before: Draft, now: Draft, typed: Draft): Merge {
  const mine = differing(before, typed);
  const theirs = differing(before, now);
  const draft = { ...now, ...Object.fromEntries(mine.map((setting) => [setting, typed[setting]])) };
  return {
    draft,
    conflicts: mine.filter((setting) => theirs.includes(setting) && differing(now, draft).includes(setting)),
  };
}
