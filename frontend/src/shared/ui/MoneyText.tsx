/** An amount of money: exact, with its currency, in figures of equal width. */
import type { Money } from "@/shared/api/types";
import { isNegative, isZero } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import styles from "./MoneyText.module.css";

interface Props {
  value: Money | null | undefined;
  /** Shows a plus, and colours by sign; the sign itself is always there. */
  signed?: boolean;
}

export function MoneyText({ value, signed = false }: Props) {
  const format = useFormat();
  if (!value) return <span aria-hidden="true">–</span>;
  const positive = signed && !isNegative(value.amount) && !isZero(value.amount);
  const tone = !signed || isZero(value.amount) ? "" : positive ? styles.plus : styles.minus;
  return (
    <span className={`${styles.money} ${tone}`}>
      {positive ? "+" : ""}
      {format.money(value.amount, value.currency)}
    </span>
  );
}
