/** Listens for the page's keys, except while somebody types, a dialog is open, or they are turned off. */
import { useEffect, useEffectEvent } from "react";
import { type Command, commandOf } from "./keys";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role='combobox'], [role='menu']") !== null)
  );
}

export function useShortcuts(enabled: boolean, run: (command: Command) => void): void {
  const onCommand = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isTyping(event.target)) return;
      if (document.querySelector(".ant-modal-wrap:not([style*='display: none']), .ant-drawer-open")) return;
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      onCommand(command);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}
