/** Amounts as they are typed, one for each currency. */
import type { Money } from "@/shared/api/types";
import { type Amount, parseAmount } from "@/shared/format/currency";

export interface AmountRow {
  key: number;
  currency: string;
  amount: string;
}

let count = 0;
export function newRow(currency: string, amount: string): AmountRow {
  count += 1;
  return { key: count, currency, amount };
}

export type AmountFault = Exclude<Amount["kind"], "amount">;

export function faultOf(row: AmountRow, locale: string): AmountFault | null {
  const { kind } = parseAmount(row.amount, row.currency, locale);
  return kind === "amount" ? null : kind;
}

/** Null while a row cannot be read. */
export function readRows(rows: readonly AmountRow[], locale: string): Money[] | null {
  const read = rows.map((row) => ({ row, parsed: parseAmount(row.amount, row.currency, locale) }));
  const amounts = read.flatMap(({ row, parsed }) =>
    parsed.kind === "amount" ? [{ amount: parsed.amount, currency: row.currency }] : [],
  );
  return amounts.length === rows.length ? amounts : null;
}
