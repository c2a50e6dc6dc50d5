/** The one door to the gateway: adds the CSRF header, turns problem+json into ApiError, and announces a lost session. */

export interface FieldProblem {
  field: string;
  message: string;
}

/** Reasons that this client makes up itself, beside those the gateway sends. */
export const NETWORK = "NETWORK";
export const UNREADABLE = "UNREADABLE_ANSWER";

/** A request that did not succeed; status is 0 when no answer arrived. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly reason: string,
    readonly title: string,
    readonly detail: string | null,
    readonly traceId: string | null = null,
    readonly fields: readonly FieldProblem[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail ?? title);
  }
}

type Scalar = string | number | boolean | null | undefined;
export type Query = Record<string, Scalar | readonly string[]>;

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const BASE = "/api/v1";
let csrfToken: string | null = null;
const lostSessionListeners = new Set<() => void>();

export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Calls back when a request outside of sign-in finds that the session has ended. */
export function onSessionLost(listener: () => void): () => void {
  lostSessionListeners.add(listener);
  return () => lostSessionListeners.delete(listener);
}

/** Address of an API path; empty, null and undefined parameters are left out, arrays repeat. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const each of value) search.append(name, each);
    else if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Reads a refusal; anything that is not problem+json still becomes a usable error. */
export async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (parsed && typeof parsed === "object") body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page or an empty body: the status says enough.
  }
  const fields = Array.isArray(body.errors)
    ? body.errors.flatMap((entry: unknown) => {
        const { field, message } = (entry ?? {}) as Record<string, unknown>;
        return typeof message === "string" ? [{ field: typeof field === "string" ? field : "", message }] : [];
      })
    : [];
  return new ApiError(
    response.status,
    text(body.reason) ?? `HTTP_${response.status}`,
    text(body.title) ?? response.statusText,
    text(body.detail),
    text(body.trace_id),
    fields,
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrfToken) headers["X-CSRF-Token"] = csrfToken;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, NETWORK, "No answer", null);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && !path.startsWith("/auth/")) for (const listener of lostSessionListeners) listener();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(response.status, UNREADABLE, "Unreadable answer", null);
  }
}

/** A fresh id for a write, so that a repeat of the same write replays the first answer. Works without a secure context. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
