/** A short word in a coloured field; the tone never says what the word does not. */
import type { ReactNode } from "react";
import styles from "./Pill.module.css";

export type Tone = "good" | "bad" | "warn" | "info" | "plain";

interface Props {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}

export function Pill({ tone = "plain", icon, children }: Props) {
  return (
    <span className={styles.pill} data-tone={tone}>
      {icon ? <span aria-hidden="true">{icon}</span> : null}
      {children}
    </span>
  );
}
