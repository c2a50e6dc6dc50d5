/** The columns that the list of players can show, which can order it, and a person's choice of them. */
import { knownColumns } from "@/shared/table/columns";

/** In the order in which they are offered. The username always comes first: it is the way into the profile. */
export const COLUMNS = [
  "operator",
  "name",
  "email",
  "phone",
  "country",
  "region",
  "status",
  "bans",
  "excluded",
  "kyc_level",
  "kyc_status",
  "vip_level",
  "affiliate",
  "tags",
  "risk_flags",
  "online",
  "registered_at",
  "last_seen_at",
  "balance",
  "deposits",
  "withdrawals",
  "turnover",
  "ggr",
] as const;
export type Column = (typeof COLUMNS)[number];

export const FIRST_CHOICE: readonly Column[] = [
  "operator",
  "name",
  "email",
  "status",
  "bans",
  "balance",
  "deposits",
  "ggr",
  "kyc_status",
  "vip_level",
  "tags",
  "country",
  "last_seen_at",
  "registered_at",
];

const SORTED = [
  "registered_at",
  "last_seen_at",
  "username",
  "name",
  "email",
  "external_id",
  "country",
  "status",
  "kyc_level",
  "kyc_status",
  "vip_level",
  "affiliate",
  "balance",
  "deposits",
  "withdrawals",
  "turnover",
  "ggr",
] as const;
export type SortField = (typeof SORTED)[number];

export const FIRST_SORT = "-registered_at";

export function sortable(column: string): column is SortField {
  return (SORTED as readonly string[]).includes(column);
}

/** An order that the list knows; anything else is the first one. */
export function readSort(text: string | null | undefined): string {
  return text && sortable(text.replace(/^-/, "")) ? text : FIRST_SORT;
}

/** The names that are columns, each once, in the order given. */
export function readColumns(names: readonly unknown[]): Column[] {
  return knownColumns(COLUMNS, names);
}

/** How an export calls what the columns show. */
const EXPORTED: Partial<Record<Column, readonly string[]>> = {
  affiliate: ["acquisition", "affiliate_id"],
  operator: [],
};

export function exportedColumns(columns: readonly Column[]): string[] {
  return ["username", "external_id", ...columns.flatMap((column) => EXPORTED[column] ?? [column])];
}
