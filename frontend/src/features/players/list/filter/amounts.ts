/** Amounts as people type them into a range, in their own language. */
import { parseAmount } from "@/shared/format/currency";
import { formatAmount } from "@/shared/format/money";
import { isAmount } from "./filter";

/** The decimal string of an amount that may be negative or zero; "" for nothing, null for what is no amount. */
export function readAmount(text: string, currency: string, locale: string): string | null {
  const bare = text.trim().replace(/^[\u2212\u2013]/, "-");
  if (bare === "") return "";
  const size = bare.replace(/^[+-]/, "");
  const amount = parseAmount(size, currency, locale);
  const read = amount.kind === "amount" ? amount.amount : amount.kind === "not_positive" ? "0" : null;
  if (read === null || !isAmount(read)) return null;
  return bare.startsWith("-") && read !== "0" ? `-${read}` : read;
}

/** An amount as it is typed. */
export function shownAmount(amount: string | null, locale: string): string {
  return amount === null ? "" : formatAmount(amount, locale);
}
