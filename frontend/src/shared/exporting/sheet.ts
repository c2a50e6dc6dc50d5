/** A table to be taken away: exact values for CSV, what people read for the picture. */

export interface SheetCell {
  /** Exact, without grouping or signs of currency. */
  raw: string | number | null;
  /** As it is shown. */
  text: string;
}

export interface Sheet {
  title: string;
  /** What the figures are about: operator, period, filters. */
  subtitle: string;
  columns: { title: string; numeric?: boolean }[];
  rows: SheetCell[][];
}

export function textCell(text: string | null | undefined): SheetCell {
  return { raw: text ?? null, text: text ?? "–" };
}
