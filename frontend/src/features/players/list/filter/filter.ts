/** What a list of players is filtered by: read from the address, written to it, kept in views, asked of the gateway. */
import { exceeds } from "@/shared/format/currency";
import { parseDecimal } from "@/shared/format/decimal";
import {
  FIELDS,
  type Field,
  type FieldName,
  fieldOf,
  LONGEST_SEARCH,
  MOST_COUNTRIES,
  MOST_OPERATORS,
  MOST_WORDS,
} from "./fields";
import { instantsOf, isPeriod } from "./periods";

/** Both ends belong to it; either may be open. Decimal strings. */
export interface Range {
  min: string | null;
  max: string | null;
}
export type Value = readonly string[] | string | boolean | Range;

export interface Filter {
  readonly q: string;
  readonly values: Readonly<Partial<Record<FieldName, Value>>>;
}

export const NO_FILTER: Filter = { q: "", values: {} };

/** The filter as parameters, and as it is kept in a saved view. */
export type FilterJson = Record<string, string | string[]>;

const AMOUNT = /^-?\d{1,15}(?:\.\d{1,9})?$/;
const WHOLE = /^\d{1,2}$/;
const COUNTRY = /^[A-Z]{2}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RANGES: ReadonlySet<string> = new Set(["range", "money"]);

/** The parameters that a field has in the address. */
export function paramsOf(field: Field): string[] {
  return RANGES.has(field.kind) ? [`${field.name}_min`, `${field.name}_max`] : [field.name];
}

export const FILTER_PARAMS: readonly string[] = ["q", ...FIELDS.flatMap((field) => paramsOf(field))];

function wordIsGood(field: Field, word: string): boolean {
  switch (field.kind) {
    case "choice":
      return field.values.includes(word);
    case "countries":
      return COUNTRY.test(word);
    case "operators":
      return UUID.test(word);
    default:
      return word.length >= 1 && word.length <= 64;
  }
}

const MOST: Record<string, number> = { countries: MOST_COUNTRIES, operators: MOST_OPERATORS, choice: 100 };

function rangeOf(field: Field, min: string, max: string): Range | null {
  const good = (end: string) =>
    end === "" ||
    (field.kind === "money"
      ? AMOUNT.test(end)
      : field.kind === "range" && WHOLE.test(end) && Number(end) >= field.least && Number(end) <= field.most);
  if (!good(min) || !good(max) || (!min && !max) || (min && max && exceeds(min, max))) return null;
  return { min: min || null, max: max || null };
}

/** What a field's parameters say: a value, undefined when there is none, null when it makes no sense. */
function readValue(field: Field, all: (name: string) => string[]): Value | undefined | null {
  const given = paramsOf(field).flatMap((name) => all(name).map((one) => one.trim()));
  if (given.every((one) => one === "")) return undefined;
  const [first = ""] = given;
  switch (field.kind) {
    case "choice":
    case "countries":
    case "operators":
    case "tags":
    case "words": {
      const words = [...new Set(given)]
        .filter((word) => wordIsGood(field, word))
        .slice(0, MOST[field.kind] ?? MOST_WORDS);
      return words.length > 0 ? words : null;
    }
    case "range":
    case "money":
      return rangeOf(field, all(`${field.name}_min`)[0]?.trim() ?? "", all(`${field.name}_max`)[0]?.trim() ?? "");
    case "flag":
      return first === "true" ? true : first === "false" ? false : null;
    case "period":
      return isPeriod(first) ? first : null;
    case "one":
      return field.values.includes(first) ? first : null;
    default:
      return first.length <= field.longest && (field.pattern?.test(first) ?? true) ? first : null;
  }
}

/** How many values a field was given, and kept: what was left out has to be told. */
function keptAll(value: Value, given: readonly string[]): boolean {
  return !Array.isArray(value) || value.length === new Set(given.map((one) => one.trim()).filter(Boolean)).size;
}

export interface ReadFilter {
  filter: Filter;
  /** The fields of which something was not understood and left out. */
  dropped: (FieldName | "q")[];
}

/** Reads the filter of an address; what makes no sense is left out and named. */
export function readFilter(search: URLSearchParams): ReadFilter {
  const dropped: ReadFilter["dropped"] = [];
  const values: Partial<Record<FieldName, Value>> = {};
  for (const field of FIELDS) {
    const value = readValue(field, (name) => search.getAll(name));
    if (value !== undefined && value !== null) values[field.name] = value;
    const given = paramsOf(field).flatMap((name) => search.getAll(name));
    if (value === null || (value !== undefined && !keptAll(value, given))) dropped.push(field.name);
  }
  if (values.region !== undefined && !hasOneCountry(values)) {
    delete values.region;
    dropped.push("region");
  }
  const q = (search.get("q") ?? "").trim();
  if (q.length > LONGEST_SEARCH) dropped.push("q");
  return { filter: { q: q.slice(0, LONGEST_SEARCH).trim(), values }, dropped };
}

/** A region belongs to one country. */
export function hasOneCountry(values: Filter["values"]): boolean {
  return Array.isArray(values.country) && values.country.length === 1;
}

/** The filter with one value set or, by null, taken away; with the country goes its region. */
export function withValue(filter: Filter, name: FieldName, value: Value | null): Filter {
  const values: Partial<Record<FieldName, Value>> = { ...filter.values };
  if (value === null) delete values[name];
  else values[name] = value;
  if (name === "country") delete values.region;
  return { ...filter, values };
}

function isRange(value: Value): value is Range {
  return typeof value === "object" && !Array.isArray(value);
}

/** The filter as the parameters of an address, and as a view keeps it. */
export function filterJson(filter: Filter): FilterJson {
  const json: FilterJson = filter.q ? { q: filter.q } : {};
  for (const field of FIELDS) {
    const value = filter.values[field.name];
    if (value === undefined) continue;
    if (isRange(value)) {
      if (value.min !== null) json[`${field.name}_min`] = value.min;
      if (value.max !== null) json[`${field.name}_max`] = value.max;
    } else json[field.name] = typeof value === "object" ? [...value] : String(value);
  }
  return json;
}

/** The filter that a view keeps; whatever stands there, what makes no sense is left out. */
export function filterOfJson(json: Readonly<Record<string, unknown>>): Filter {
  const search = new URLSearchParams();
  for (const name of FILTER_PARAMS) {
    const kept = json[name];
    for (const each of Array.isArray(kept) ? kept : [kept])
      if (["string", "number", "boolean"].includes(typeof each)) search.append(name, String(each));
  }
  return readFilter(search).filter;
}

export function isEmpty(filter: Filter): boolean {
  return !filter.q && Object.keys(filter.values).length === 0;
}

/** Which filters and orders compare amounts of money, and so need one currency. */
const MONEY_SORTS: ReadonlySet<string> = new Set(["balance", "deposits", "withdrawals", "turnover", "ggr"]);

export function sortsMoney(sort: string): boolean {
  return MONEY_SORTS.has(sort.replace(/^-/, ""));
}

export function comparesMoney(filter: Filter, sort: string): boolean {
  return sortsMoney(sort) || FIELDS.some((field) => field.kind === "money" && field.name in filter.values);
}

/** The currency that amounts are compared in: the one filtered by, else that of the operator; null when none is. */
export function currencyOf(filter: Filter, sort: string, own: string): string | null {
  const { currency } = filter.values;
  if (typeof currency === "string") return currency;
  return comparesMoney(filter, sort) ? own : null;
}

interface Place {
  zone: string;
  now: Date;
  /** The operator's own currency. */
  currency: string;
}

/** The query parameters of the gateway, without operators, order and page: what exports and bulk actions take too. */
export function filterQuery(filter: Filter, sort: string, place: Place): FilterJson {
  const { operator_id: _operators, currency: _currency, ...query } = filterJson(filter);
  for (const field of FIELDS) {
    const value = filter.values[field.name];
    if (field.kind !== "period" || typeof value !== "string") continue;
    delete query[field.name];
    const { from, until } = instantsOf(value, place.zone, place.now);
    if (from) query[`${field.name}_from`] = from;
    if (until) query[`${field.name}_until`] = until;
  }
  const currency = currencyOf(filter, sort, place.currency);
  return currency ? { ...query, currency } : query;
}

/** Whether a typed amount can be an end of a range. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text) && parseDecimal(text) !== null;
}

/** A value as the editor of its field gives it; null when it says nothing, undefined when it makes no sense. */
export function editedValue(
  name: FieldName,
  params: Readonly<Record<string, string | readonly string[]>>,
): Value | null | undefined {
  const read = readValue(fieldOf(name), (param) => {
    const given = params[param] ?? [];
    return typeof given === "string" ? [given] : [...given];
  });
  return read === undefined ? null : (read ?? undefined);
}
