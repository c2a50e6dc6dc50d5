/** How many decimals the currencies have, and amounts as people type them. */
import { parseDecimal } from "./decimal";

/** The currencies that do not have two decimals, as the services know them. */
const DECIMALS: Record<string, number> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ").map((c) => [c, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3])),
  ...{ BTC: 8, LTC: 8, BCH: 8, DOGE: 8, ETH: 9, SOL: 9, BNB: 8, TRX: 6, XRP: 6, ADA: 6, USDT: 6, USDC: 6 },
};

/** The codes that can be chosen: those of the world's currencies that the reader's browser knows, and the further ones. */
export const CURRENCY_CODES: readonly string[] = [
  ...new Set([...Intl.supportedValuesOf("currency"), ...Object.keys(DECIMALS), "BIT"]),
].sort();

export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** Nothing, with all the decimals of the currency. */
export function zeroOf(currency: string): string {
  const digits = decimalsOf(currency);
  return digits ? `0.${"0".repeat(digits)}` : "0";
}

export type Amount =
  | { kind: "amount"; amount: string }
  | { kind: "not_a_number" }
  | { kind: "too_precise" }
  | { kind: "not_positive" }
  | { kind: "too_large" };

const LARGEST = 10n ** 15n;

/**
 * Reads a positive amount as typed in the reader's language: "1.234,5" in Portuguese is "1234.50" BRL. Groups are
 * accepted only where they belong, so that a decimal point of the other language is never taken for a group.
 */
export function parseAmount(text: string, currency: string, locale: string): Amount {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const sign = (type: string, fallback: string) => parts.find((part) => part.type === type)?.value ?? fallback;
  const [group, point] = [sign("group", ","), sign("decimal", ".")];
  const [whole = "", fraction, ...rest] = text.replaceAll(/[\s\u00a0]/g, "").split(point);
  const digits = decimalsOf(currency);
  const grouped = whole.split(group);
  const tidy =
    grouped.length === 1 ||
    (/^\d{1,3}$/.test(grouped[0] ?? "") && grouped.slice(1).every((each) => /^\d{3}$/.test(each)));
  const plain = `${grouped.join("")}.${fraction ?? ""}`;
  if (rest.length > 0 || !tidy || !/^\d+\.\d*$/.test(plain)) return { kind: "not_a_number" };
  const significant = (fraction ?? "").replace(/0+$/, "");
  if (significant.length > digits) return { kind: "too_precise" };
  const minor = BigInt(grouped.join("") + significant.padEnd(digits, "0"));
  if (minor === 0n) return { kind: "not_positive" };
  if (minor > LARGEST) return { kind: "too_large" };
  const padded = minor.toString().padStart(digits + 1, "0");
  const cut = padded.length - digits;
  return { kind: "amount", amount: digits ? `${padded.slice(0, cut)}.${padded.slice(cut)}` : padded };
}

/** Whether a is more than b, exactly. */
export function exceeds(a: string, b: string): boolean {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (!left || !right) return false;
  const scale = Math.max(left.scale, right.scale);
  return left.units * 10n ** BigInt(scale - left.scale) > right.units * 10n ** BigInt(scale - right.scale);
}
