import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, apiUrl, newRequestId, onSessionLost, rememberCsrfToken, request } from "./client";

const fetched = vi.fn<typeof fetch>();

beforeEach(() => vi.stubGlobal("fetch", fetched));
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
  rememberCsrfToken(null);
});

function answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
  fetched.mockResolvedValueOnce(new Response(body === null ? null : JSON.stringify(body), { status, headers }));
}

async function refusal(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error("expected an ApiError");
  return error;
}

describe("apiUrl", () => {
  it("repeats arrays and leaves empty parameters out", () => {
    expect(apiUrl("/dashboard", { operator_id: ["a", "b"], from: "2025-01-01", q: "", cursor: null, limit: 0 })).toBe(
      "/api/v1/dashboard?operator_id=a&operator_id=b&from=2025-01-01&limit=0",
    );
  });
});

describe("request", () => {
  it("sends the CSRF token with writes only", async () => {
    rememberCsrfToken("token");
    answer(200, {});
    answer(204, null);
    await request("GET", "/auth/me");
    await request("POST", "/auth/sign-out", { body: {} });
    const headers = fetched.mock.calls.map((call) => call[1]?.headers as Record<string, string>);
    expect(headers[0]).not.toHaveProperty("X-CSRF-Token");
    expect(headers[1]).toMatchObject({ "X-CSRF-Token": "token", "Content-Type": "application/json" });
  });

  it("turns a problem into an error with its reason, fields and trace", async () => {
    answer(422, {
      title: "Invalid",
      detail: "The reason is missing.",
      reason: "INVALID",
      trace_id: "abc",
      errors: [{ field: "reason", message: "A reason is required" }, { nonsense: true }],
    });
    const error = await refusal(request("POST", "/players/1/suspend", { body: {} }));
    expect(error).toMatchObject({ status: 422, reason: "INVALID", detail: "The reason is missing.", traceId: "abc" });
    expect(error.fields).toEqual([{ field: "reason", message: "A reason is required" }]);
  });

  it("survives answers that are not JSON", async () => {
    fetched.mockResolvedValueOnce(new Response("<html>bad gateway</html>", { status: 502 }));
    expect(await refusal(request("GET", "/players"))).toMatchObject({ status: 502, reason: "HTTP_502" });
    fetched.mockResolvedValueOnce(new Response("<html>", { status: 200 }));
    expect(await refusal(request("GET", "/players"))).toMatchObject({ reason: "UNREADABLE_ANSWER" });
  });

  it("reads how long to wait", async () => {
    answer(429, { reason: "TOO_MANY_ATTEMPTS" }, { "Retry-After": "90" });
    expect(await refusal(request("POST", "/auth/sign-in", { body: {} }))).toMatchObject({ retryAfterSeconds: 90 });
  });

  it("says that no answer came", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await refusal(request("GET", "/players"))).toMatchObject({ status: 0, reason: "NETWORK" });
  });

  it("announces a lost session, but not a wrong password", async () => {
    const lost = vi.fn();
    const stop = onSessionLost(lost);
    answer(401, { reason: "BAD_CREDENTIALS" });
    await refusal(request("POST", "/auth/sign-in", { body: {} }));
    expect(lost).not.toHaveBeenCalled();
    answer(401, { reason: "NOT_SIGNED_IN" });
    await refusal(request("GET", "/players"));
    expect(lost).toHaveBeenCalledTimes(1);
    stop();
  });
});

describe("newRequestId", () => {
  it("makes distinct version 4 ids", () => {
    const ids = new Set(Array.from({ length: 100 }, newRequestId));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
