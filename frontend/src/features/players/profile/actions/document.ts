/** The document that goes with a manual credit or debit: which files are taken, and how one is read. */

export const DOCUMENT_TYPES = ["application/pdf", "image/png", "image/jpeg"] as const;
/** Bytes. */
export const LARGEST_DOCUMENT = 2_000_000;

export type DocumentFault = "type" | "size" | "empty";

export function documentFault(file: Pick<File, "type" | "size">): DocumentFault | null {
  if (!DOCUMENT_TYPES.some((type) => type === file.type)) return "type";
  if (file.size === 0) return "empty";
  return file.size > LARGEST_DOCUMENT ? "size" : null;
}

export interface Attachment {
  name: string;
  content_type: string;
  content_base64: string;
}

/** Rejects when the file cannot be read any more. */
export function readDocument(file: File): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.onload = () => {
      const url = String(reader.result);
      resolve({ name: file.name, content_type: file.type, content_base64: url.slice(url.indexOf(",") + 1) });
    };
    reader.readAsDataURL(file);
  });
}
