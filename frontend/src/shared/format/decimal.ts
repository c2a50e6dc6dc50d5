/** Exact arithmetic on decimal strings; money is never turned into a float to be compared or shown. */

export interface Decimal {
  /** Value in units of 10^-scale. */
  units: bigint;
  scale: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** Reads "-12.34"; null when the text is not a plain decimal. */
export function parseDecimal(value: string | number): Decimal | null {
  const match = PATTERN.exec(String(value).trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

export function isNegative(value: string | number): boolean {
  return (parseDecimal(value)?.units ?? 0n) < 0n;
}

export function isZero(value: string | number): boolean {
  return (parseDecimal(value)?.units ?? 0n) === 0n;
}

/** How a figure moved against the period before; ratio 0.125 is +12.5 %. */
export type Change =
  | { kind: "unknown" }
  | { kind: "same" }
  | { kind: "from_zero"; up: boolean }
  | { kind: "moved"; up: boolean; ratio: number };

/** Compares two figures exactly; the ratio is to the size of the previous one, so −10 → −5 counts as up. */
export function changeOf(value: string | number, previous: string | number | null | undefined): Change {
  const now = parseDecimal(value);
  const before = previous === null || previous === undefined ? null : parseDecimal(previous);
  if (!now || !before) return { kind: "unknown" };
  const scale = Math.max(now.scale, before.scale);
  const a = now.units * 10n ** BigInt(scale - now.scale);
  const b = before.units * 10n ** BigInt(scale - before.scale);
  if (a === b) return { kind: "same" };
  const up = a > b;
  if (b === 0n) return { kind: "from_zero", up };
  const size = b < 0n ? -b : b;
  // Four digits after the point of the ratio are kept: enough for "+12.3 %", and exact for any size of number.
  const ratio = Number(((a - b) * 1_000_000n) / size) / 1_000_000;
  return { kind: "moved", up, ratio };
}

/** For drawing only: the nearest float. */
export function toNumber(value: string | number): number {
  const number = typeof value === "number" ? value : Number.parseFloat(value);
  return Number.isFinite(number) ? number : 0;
}

/** Share of a in b between 0 and 1, for bars; 0 when b is not positive. */
export function shareOf(a: string, b: string): number {
  const whole = toNumber(b);
  return whole > 0 ? Math.min(1, Math.max(0, toNumber(a) / whole)) : 0;
}

/** The exact sum of decimals; null when one of them is not a plain decimal. */
export function sumOf(values: readonly (string | number)[]): string | null {
  let total: Decimal = { units: 0n, scale: 0 };
  for (const value of values) {
    const each = parseDecimal(value);
    if (!each) return null;
    const scale = Math.max(total.scale, each.scale);
    total = {
      units: total.units * 10n ** BigInt(scale - total.scale) + each.units * 10n ** BigInt(scale - each.scale),
      scale,
    };
  }
  const digits = (total.units < 0n ? -total.units : total.units).toString().padStart(total.scale + 1, "0");
  const cut = digits.length - total.scale;
  const text = total.scale ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return total.units < 0n ? `-${text}` : text;
}

/** Whether two decimals are the same number, however many zeros they end with. */
export function equals(a: string | number, b: string | number): boolean {
  return changeOf(a, b).kind === "same";
}
