/** A place with nothing to show: says so, and what would fill it. */
import type { ReactNode } from "react";
import styles from "./Blank.module.css";

interface Props {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
}

export function Blank({ icon, title, children }: Props) {
  return (
    <div className={styles.blank}>
      {icon ? (
        <div className={styles.icon} aria-hidden="true">
          {icon}
        </div>
      ) : null}
      <div className={styles.title}>{title}</div>
      {children ? <div className={styles.body}>{children}</div> : null}
    </div>
  );
}
