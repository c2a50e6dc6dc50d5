/** Keeps a long table in its own scrolling region, header and first column in sight, reachable by keyboard. */
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./ScrollTable.module.css";

/** The table inside must have `scroll={{ x: … }}`, so that Ant Design draws the box that scrolls. */
export function ScrollTable({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = frame.current?.querySelector<HTMLElement>(".ant-table-content");
    if (!box) return;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
  }, [label]);
  return (
    <div ref={frame} className={styles.frame}>
      {children}
    </div>
  );
}
