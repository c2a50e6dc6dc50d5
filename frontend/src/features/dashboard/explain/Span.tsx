/** A bar between two values on a scale; decoration beside the figures that say the same. */
import styles from "./explain.module.css";

interface Props {
  from: number;
  to: number;
  low: number;
  high: number;
  total?: boolean;
}

/** Left edge and width in percent. */
export function spanOf(from: number, to: number, low: number, high: number): { left: number; width: number } {
  const size = high - low;
  if (size <= 0) return { left: 0, width: 0 };
  const place = (value: number) => ((value - low) / size) * 100;
  return { left: place(Math.min(from, to)), width: Math.abs(place(to) - place(from)) };
}

export function Span({ from, to, low, high, total = false }: Props) {
  const { left, width } = spanOf(from, to, low, high);
  const zero = spanOf(0, 0, low, high).left;
  return (
    <span className={styles.scale} aria-hidden="true">
      <span className={styles.zero} style={{ left: `${zero}%` }} />
      <span
        className={styles.span}
        data-kind={total ? "total" : to >= from ? "up" : "down"}
        style={{ left: `${left}%`, width: `max(${width}%, 2px)` }}
      />
    </span>
  );
}
