/** Which key does what on a player's page. */
import type { Action } from "../actions/actions";

export const ACTION_KEYS: Readonly<Record<string, Action>> = { e: "edit", b: "ban", n: "note", c: "adjust" };
export const HELP_KEY = "?";

export type Command = { kind: "tab"; index: number } | { kind: "action"; action: Action } | { kind: "help" };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key asks for: 1 to 9 and 0 for the tabs, letters for the actions. Keys with a modifier belong to the browser. */
export function commandOf(pressed: Pressed): Command | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (pressed.key === HELP_KEY) return { kind: "help" };
  if (/^\d$/.test(pressed.key)) return { kind: "tab", index: (Number(pressed.key) + 9) % 10 };
  const action = Object.hasOwn(ACTION_KEYS, pressed.key) ? ACTION_KEYS[pressed.key] : undefined;
  return action ? { kind: "action", action } : null;
}
