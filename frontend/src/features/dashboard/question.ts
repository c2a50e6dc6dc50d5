/** What the dashboard is asked, read from the address and written into it: period, comparison, calendar, currency, filters. */
import type { Query } from "@/shared/api/client";
import { CALENDARS, type Calendar, COMPARES, type Compare } from "@/shared/figure/types";
import { type Period, readPeriod } from "@/shared/period/period";

/** By the names of their query parameters. */
export const FILTERS = ["country", "in_currency", "provider", "game", "category", "device", "channel"] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, readonly string[]>>;

/** Stands in an address for what was not told: an empty word would be lost. */
export const NOT_TOLD = "~";

export interface Question {
  period: Period;
  compare: Compare;
  calendar: Calendar;
  currency: "own" | "reporting";
  filters: Filters;
  /** Null leaves it to the length of the period. */
  interval: "hour" | "day" | null;
}

export function readQuestion(search: URLSearchParams, zone: string, now: Date): Question {
  const calendar = CALENDARS.find((each) => each === search.get("calendar")) ?? "operator";
  const filters: Filters = {};
  for (const name of FILTERS) {
    const values = [...new Set(search.getAll(name).filter(Boolean))];
    if (values.length > 0) filters[name] = values;
  }
  const interval = search.get("interval");
  return {
    period: readPeriod(search, calendar === "utc" ? "UTC" : zone, now, "last7"),
    compare: COMPARES.find((each) => each === search.get("compare")) ?? "previous",
    calendar,
    currency: search.get("currency") === "reporting" ? "reporting" : "own",
    filters,
    interval: interval === "hour" || interval === "day" ? interval : null,
  };
}

/** The address with other filters; whatever else it says stays. */
export function withFilters(search: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of FILTERS) {
    next.delete(name);
    for (const value of filters[name] ?? []) next.append(name, value);
  }
  return next;
}

export function isFiltered(filters: Filters): boolean {
  return FILTERS.some((name) => (filters[name]?.length ?? 0) > 0);
}

/** The question in the words of the API. */
export function queryOf(operatorIds: readonly string[], question: Omit<Question, "interval">): Query {
  const told = Object.fromEntries(
    FILTERS.map((name) => [name, (question.filters[name] ?? []).map((value) => (value === NOT_TOLD ? "" : value))]),
  );
  return {
    operator_id: operatorIds,
    from: question.period.from,
    to: question.period.to,
    compare: question.compare,
    calendar: question.calendar,
    currency: question.currency,
    ...told,
  };
}
