/** Figures in tables: one with a bar that shows its size beside the largest, and one that moved. */
import { ChangeMark } from "@/shared/figure/ChangeMark";
import { isNegative, shareOf, toNumber } from "@/shared/format/decimal";
import { MoneyText } from "@/shared/ui/MoneyText";
import styles from "./tables.module.css";

export function largest(values: readonly string[]): string {
  return values.reduce((best, value) => (toNumber(value) > toNumber(best) ? value : best), "0");
}

export const byText = (a: string, b: string) => toNumber(a) - toNumber(b);

export function Bar({ amount, currency, most }: { amount: string; currency: string; most: string }) {
  return (
    <span className={styles.bar}>
      <MoneyText value={{ amount, currency }} />
      <span className={styles.track} aria-hidden="true">
        <span style={{ width: `${shareOf(amount, most) * 100}%` }} />
      </span>
    </span>
  );
}

export function Moved({ amount, previous, currency }: { amount: string; previous: string | null; currency: string }) {
  return (
    <span className={styles.ggr}>
      <span className={isNegative(amount) ? styles.loss : ""}>
        <MoneyText value={{ amount, currency }} />
      </span>
      {previous === null ? null : <ChangeMark value={amount} previous={previous} better="more" />}
    </span>
  );
}
