/** Draws what is shown as a picture: a chart with its heading, or a table. */
import type { Sheet } from "./sheet";

export interface Ink {
  text: string;
  faint: string;
  line: string;
  surface: string;
  fontFamily: string;
}

const SCALE = 2;
const PAD = 20;
const HEAD = 62;
const ROW = 28;
const MOST_CELL = 320;
/** Browsers draw no larger canvas everywhere. */
const MOST_HEIGHT = 16_000;

interface Board {
  context: CanvasRenderingContext2D;
  blob: () => Promise<Blob>;
}

function board(width: number, height: number, ink: Ink): Board {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no pictures");
  context.scale(SCALE, SCALE);
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  return {
    context,
    blob: () =>
      new Promise((resolve, reject) =>
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png"),
      ),
  };
}

function heading(context: CanvasRenderingContext2D, title: string, subtitle: string, ink: Ink): void {
  context.textAlign = "left";
  context.fillStyle = ink.text;
  context.font = `600 16px ${ink.fontFamily}`;
  context.fillText(title, PAD, PAD + 6);
  context.fillStyle = ink.faint;
  context.font = `12px ${ink.fontFamily}`;
  context.fillText(subtitle, PAD, PAD + 28);
}

/** A chart, given as SVG, under its heading. */
export async function pngOfSvg(
  svg: string,
  size: { width: number; height: number },
  said: Pick<Sheet, "title" | "subtitle">,
  ink: Ink,
): Promise<Blob> {
  const image = new Image(size.width * SCALE, size.height * SCALE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { context, blob } = board(size.width + 2 * PAD, size.height + HEAD + PAD, ink);
  heading(context, said.title, said.subtitle, ink);
  context.drawImage(image, PAD, HEAD, size.width, size.height);
  return blob();
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let cut = text;
  while (cut.length > 1 && context.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}

/** A table as it is read; rows that no canvas could hold are left to the CSV, and the last line says so. */
export async function pngOfSheet(sheet: Sheet, ink: Ink): Promise<Blob> {
  const most = Math.floor((MOST_HEIGHT / SCALE - HEAD - 3 * PAD) / ROW);
  const rows = sheet.rows.slice(0, most).map((row) => row.map((cell) => cell.text));
  if (sheet.rows.length > most) rows.push(["…"]);
  const measure = board(1, 1, ink).context;
  measure.font = `600 13px ${ink.fontFamily}`;
  const widths = sheet.columns.map((column, index) =>
    Math.min(
      MOST_CELL,
      Math.max(
        ...[column.title, ...rows.map((row) => row[index] ?? "")].map((each) => measure.measureText(each).width),
      ),
    ),
  );
  const gap = 24;
  const inner = widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
  measure.font = `600 16px ${ink.fontFamily}`;
  const width = Math.max(inner, measure.measureText(sheet.title).width, 320) + 2 * PAD;
  const { context, blob } = board(width, HEAD + (rows.length + 1) * ROW + PAD, ink);
  heading(context, sheet.title, sheet.subtitle, ink);
  const line = (cells: readonly string[], top: number, color: string, font: string) => {
    let left = PAD;
    context.fillStyle = color;
    context.font = font;
    sheet.columns.forEach((column, index) => {
      const room = widths[index] ?? 0;
      context.textAlign = column.numeric ? "right" : "left";
      context.fillText(fitted(context, cells[index] ?? "", room), column.numeric ? left + room : left, top + ROW / 2);
      left += room + gap;
    });
    context.fillStyle = ink.line;
    context.fillRect(PAD, top + ROW - 1, width - 2 * PAD, 1);
  };
  line(
    sheet.columns.map((column) => column.title),
    HEAD,
    ink.faint,
    `600 12.5px ${ink.fontFamily}`,
  );
  rows.forEach((row, index) => {
    line(row, HEAD + (index + 1) * ROW, ink.text, `13px ${ink.fontFamily}`);
  });
  return blob();
}
