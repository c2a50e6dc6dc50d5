/** Reads the changes of an audit entry: what kind each is, and how its values are written. */
import type { AuditChange } from "@/shared/api/types";

export type ChangeKind = "added" | "removed" | "changed";

function absent(value: unknown): boolean {
  return value === null || value === undefined;
}

export function kindOf(change: AuditChange): ChangeKind {
  if (absent(change.before) && !absent(change.after)) return "added";
  if (!absent(change.before) && absent(change.after)) return "removed";
  return "changed";
}

/** A value as text; null when there is none. Values that are JSON inside a string are laid out to be read. */
export function valueText(value: unknown): string | null {
  if (absent(value)) return null;
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  if (/^\s*[[{]/.test(value)) {
    try {
      return JSON.stringify(JSON.parse(value), null, 2);
    } catch {
      return value;
    }
  }
  return value;
}

export function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** Rows of sixteen bytes: offset, hex, and the printable characters. */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    rows.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${printable(row)}`);
  }
  return rows.join("\n");
}

function printable(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
}

/** The readable text within binary data: what is not text becomes a dot. */
export function readableText(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replace(/[^\P{C}\n]|\uFFFD/gu, "·")
    .replace(/·{2,}/g, " · ");
}
