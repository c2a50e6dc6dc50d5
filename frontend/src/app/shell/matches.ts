/** Whether a label answers to what was typed, whatever its accents and case. */

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Every word typed must occur somewhere in the label. */
export function matches(label: string, typed: string): boolean {
  const target = folded(label);
  return folded(typed)
    .split(/\s+/)
    .every((word) => target.includes(word));
}
