/** Colours of a scale for light and dark: from nothing to much, and below zero on the other side. */

export interface Shades {
  less: string;
  none: string;
  more: string;
}

export function shadesOf(dark: boolean): Shades {
  return dark
    ? { less: "#e0685d", none: "#1d2f33", more: "#4ec3c9" }
    : { less: "#c8553d", none: "#eef3f3", more: "#0d6f77" };
}

/** The ends of a scale and its colours: even on both sides of zero where there is anything below it. */
export function scaleOf(values: readonly number[], shades: Shades): { min: number; max: number; colors: string[] } {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  if (low < 0) {
    const size = Math.max(-low, high);
    return { min: -size, max: size, colors: [shades.less, shades.none, shades.more] };
  }
  return { min: 0, max: high || 1, colors: [shades.none, shades.more] };
}
