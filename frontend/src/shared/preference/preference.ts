/** Small preferences of this browser (never secrets); a browser that forbids storage just forgets them. */
import { useCallback, useState } from "react";

const PREFIX = "daybook.";

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is full or forbidden: the preference lasts for this page only.
  }
}

/** A preference as state; a stored value that is not known counts as none. */
export function usePreference<T extends string>(name: string, known: readonly T[], fallback: T) {
  const [value, setValue] = useState<T>(() => known.find((each) => each === readPreference(name)) ?? fallback);
  const set = useCallback(
    (next: T) => {
      writePreference(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, set] as const;
}
