/** The frame of every page: one heading, its actions, the document's title. */
import { type ReactNode, useEffect } from "react";
import styles from "./Page.module.css";

interface Props {
  title: string;
  /** What to show as the heading when it is more than the title. */
  heading?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Daybook`;
  }, [title]);
}

export function Page({ title, heading, subtitle, actions, children }: Props) {
  useDocumentTitle(title);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{heading ?? title}</h1>
          {subtitle ? <div className={styles.subtitle}>{subtitle}</div> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}
