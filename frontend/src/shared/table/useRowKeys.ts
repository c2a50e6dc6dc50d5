/** The keyboard of a list: "/" to search, J, K and the arrows through the rows, Enter opens, Space selects. */
import { type KeyboardEvent, type RefObject, useEffect } from "react";

const ROW = "tbody tr.ant-table-row[data-row-key]";
const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog], [role=listbox]";

/** Whether what is typed belongs to somebody else: a field, an open dialog. */
function isTaken(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function rowsOf(frame: HTMLElement | null): HTMLElement[] {
  return [...(frame?.querySelectorAll<HTMLElement>(ROW) ?? [])];
}

interface Keys {
  frame: RefObject<HTMLElement | null>;
  searchId: string;
  onOpen: (key: string) => void;
  onSelect: (key: string) => void;
}

/** Gives the handler of the frame around the table; the search key works on the whole page. */
export function useRowKeys({ frame, searchId, onOpen, onSelect }: Keys): (event: KeyboardEvent) => void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event.target)) return;
      if (event.key === "/") {
        event.preventDefault();
        const field = document.getElementById(searchId);
        if (field instanceof HTMLInputElement) field.select();
        field?.focus();
      } else if (event.key === "j" && !frame.current?.contains(document.activeElement)) {
        rowsOf(frame.current)[0]?.focus();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [frame, searchId]);

  return (event) => {
    const row = event.target instanceof HTMLElement && event.target.matches(ROW) ? event.target : null;
    const key = row?.dataset.rowKey;
    if (!row || !key || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const rows = rowsOf(frame.current);
      rows[rows.indexOf(row) + step]?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      onOpen(key);
    } else if (event.key === " ") {
      event.preventDefault();
      onSelect(key);
    }
  };
}
