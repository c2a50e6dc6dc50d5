/** The limits as they are typed, row by row. */
import type { Money } from "@/shared/api/types";
import { type Amount, parseAmount } from "@/shared/format/currency";

export interface LimitRow {
  key: number;
  currency: string;
  amount: string;
}

export type LimitFault = Exclude<Amount["kind"], "amount">;

export function faultOf(row: LimitRow, locale: string): LimitFault | null {
  const { kind } = parseAmount(row.amount, row.currency, locale);
  return kind === "amount" ? null : kind;
}

/** Null while a row cannot be read. */
export function readRows(rows: readonly LimitRow[], locale: string): Money[] | null {
  const read = rows.map((row) => ({ row, parsed: parseAmount(row.amount, row.currency, locale) }));
  const limits = read.flatMap(({ row, parsed }) =>
    parsed.kind === "amount" ? [{ amount: parsed.amount, currency: row.currency }] : [],
  );
  return limits.length === rows.length ? limits : null;
}
