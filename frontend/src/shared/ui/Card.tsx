/** A titled region of a page. */
import { type ReactNode, useId } from "react";
import styles from "./Card.module.css";

interface Props {
  title?: ReactNode;
  note?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  /** Content runs to the edges, as tables do. */
  flush?: boolean;
}

export function Card({ title, note, extra, children, flush = false }: Props) {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={title ? id : undefined}>
      {title ? (
        <div className={styles.head}>
          <div>
            <h2 id={id} className={styles.title}>
              {title}
            </h2>
            {note ? <div className={styles.note}>{note}</div> : null}
          </div>
          {extra ? <div className={styles.extra}>{extra}</div> : null}
        </div>
      ) : null}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
