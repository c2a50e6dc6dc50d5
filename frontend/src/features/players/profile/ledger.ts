/** Whether the lines of a balance history that are on the screen follow from each other. */
import type { BalanceMovement, Money } from "@/shared/api/types";
import { parseDecimal } from "@/shared/format/decimal";

/** The number of a line that an address asks for; null for what is none. */
export function readLine(value: string | null): string | null {
  return value !== null && /^[1-9]\d{0,17}$/.test(value) ? value : null;
}

export interface PageCheck {
  /** Lines that could be compared with the one before them. */
  checked: number;
  /** Ids of lines that do not follow. */
  faults: ReadonlySet<string>;
}

function minor(money: Money, scale: number): bigint | null {
  const read = parseDecimal(money.amount);
  return read && read.scale <= scale ? read.units * 10n ** BigInt(scale - read.scale) : null;
}

/** Whether amounts a + b = c, exactly; false when one of them cannot be read. */
function addsUp(a: Money, b: Money, c: Money): boolean {
  const scale = Math.max(...[a, b, c].map((each) => parseDecimal(each.amount)?.scale ?? 0));
  const [x, y, z] = [minor(a, scale), minor(b, scale), minor(c, scale)];
  return x !== null && y !== null && z !== null && x + y === z;
}

const NOTHING = (currency: string): Money => ({ amount: "0", currency });

/**
 * Checks lines that are listed newest first, each wallet by itself: a line's balance before and its amount make its
 * balance after, and its balance before is the balance after of the line before it. `whole`: no line in between is
 * missing, so that neighbours can be compared; a filter by kind, reference or number leaves some out.
 */
export function checkPage(movements: readonly BalanceMovement[], whole: boolean): PageCheck {
  const faults = new Set<string>();
  const newer = new Map<string, BalanceMovement>();
  let checked = 0;
  for (const line of movements) {
    if (!addsUp(line.balance_before, line.amount, line.balance_after)) faults.add(line.id);
    const { currency } = line.amount;
    const next = newer.get(currency);
    if (whole && next) {
      checked += 1;
      if (!addsUp(line.balance_after, NOTHING(currency), next.balance_before)) faults.add(next.id);
    }
    newer.set(currency, line);
  }
  return { checked, faults };
}
