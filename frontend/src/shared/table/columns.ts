/** A person's choice of a list's columns, and how dense its rows are. */

export const DENSITIES = ["large", "middle", "small"] as const;
export type Density = (typeof DENSITIES)[number];

/** The names that are columns of a list, each once, in the order given. */
export function knownColumns<C extends string>(columns: readonly C[], names: readonly unknown[]): C[] {
  return [...new Set(names)].filter((name): name is C => (columns as readonly unknown[]).includes(name));
}

/** All columns for the chooser: those chosen in their order, then the others. */
export function arranged<C extends string>(columns: readonly C[], chosen: readonly C[]): C[] {
  return [...chosen, ...columns.filter((column) => !chosen.includes(column))];
}

/** A list with one entry moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.min(Math.max(to, 0), next.length), 0, one);
  return next;
}
