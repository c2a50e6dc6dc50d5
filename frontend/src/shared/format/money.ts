/** Money and counts as people read them, exact to the last minor unit in any locale. */

type DecimalText = `${number}`;

const KNOWN = new Set<string>(Intl.supportedValuesOf("currency"));
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, options);
    formatters.set(key, found);
  }
  return found;
}

function digitsOf(amount: string): number {
  const point = amount.indexOf(".");
  return point < 0 ? 0 : Math.min(100, amount.length - point - 1);
}

/** Whether the currency has a sign that readers know (R$, €); in-house units and most crypto have only a code. */
export function hasSymbol(currency: string): boolean {
  return KNOWN.has(currency);
}

/** "1,234.50": the bare figure with as many decimals as the string carries. */
export function formatAmount(amount: string, locale: string): string {
  const digits = digitsOf(amount);
  return formatter(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    amount as DecimalText,
  );
}

/** "R$ 1.234,50" for currencies with a sign, "1,234.50 BIT" for the rest. */
export function formatMoney(amount: string, currency: string, locale: string): string {
  if (!hasSymbol(currency)) return `${formatAmount(amount, locale)}\u00a0${currency}`;
  const digits = digitsOf(amount);
  return formatter(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount as DecimalText);
}

/** "1.2M": for axes and tiles that lack room; the full figure must be at hand. */
export function formatCompact(value: number, locale: string): string {
  return formatter(locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function formatCount(value: number | string, locale: string): string {
  return formatter(locale, { maximumFractionDigits: 0 }).format(value as DecimalText);
}

/** Ratio 0.125 → "12.5%". */
export function formatPercent(ratio: number, locale: string, signed = false): string {
  const size = Math.abs(ratio);
  return formatter(locale, {
    style: "percent",
    maximumFractionDigits: size >= 10 ? 0 : 1,
    signDisplay: signed ? "exceptZero" : "auto",
  }).format(ratio);
}

/** Ratio 0.0423 → "4.23%": a figure in its own right, where the second digit after the point matters. */
export function formatRatio(ratio: number, locale: string): string {
  return formatter(locale, { style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(ratio);
}

/** How far two ratios are apart, 0.0123 → "1.23": in percentage points, whose name comes beside it. */
export function formatPoints(difference: number, locale: string, signed = false): string {
  return formatter(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: signed ? "exceptZero" : "auto",
  }).format(difference * 100);
}
