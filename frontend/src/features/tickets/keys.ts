/** Single keys that act on the page, as long as nobody is typing and no dialog is open. */
import { useEffect, useRef } from "react";

const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], .ant-select-dropdown";
const DIALOG = ".ant-modal-wrap:not([style*='display: none']), .ant-drawer-open";

export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const act = latest.current[event.key];
      if (!act || document.querySelector(DIALOG)) return;
      // Enter on a link or a button means that one.
      if (event.key === "Enter" && event.target instanceof Element && event.target.closest("a, button")) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
