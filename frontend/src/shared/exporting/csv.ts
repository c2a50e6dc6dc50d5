/** Writes CSV that no spreadsheet takes for a formula. */
import type { Sheet } from "./sheet";

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Where half the world's spreadsheets begin another cell, whatever the quotes around. */
const HIDDEN = /([;\t\r\n]["\s]*)([-=+@＝＋－＠])/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

function field(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  // A number is no formula, also below zero.
  if (NUMBER.test(text)) return text;
  const harmless = (FORMULA.test(text) ? `'${text}` : text).replace(HIDDEN, "$1'$2");
  return /[",;\r\n\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** UTF-8 with a mark at its beginning, by which spreadsheets know it; lines end as RFC 4180 says. */
export function csvOf(sheet: Pick<Sheet, "columns" | "rows">): string {
  const lines = [
    sheet.columns.map((column) => field(column.title)),
    ...sheet.rows.map((row) => row.map((cell) => field(cell.raw))),
  ];
  return `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
