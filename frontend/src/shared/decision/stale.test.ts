import { describe, expect, it } from "vitest";
import { ApiError } from "@/shared/api/client";
import { isStale, staleChanges } from "./stale";

const refusal = (fields: { field: string; message: string }[], reason = "STALE_REVISION") =>
  new ApiError(409, reason, "Conflict", null, null, fields);

describe("a refusal for an outdated revision", () => {
  it("names who changed what and when", () => {
    const at = "2026-11-23T17:04:05.123456Z";
    expect(staleChanges(refusal([{ field: "email", message: `changed by Ana at Lima at ${at}` }]))).toEqual([
      { field: "email", by: "Ana at Lima", at, message: `changed by Ana at Lima at ${at}` },
    ]);
  });

  it("keeps a sentence of another form, and leaves out the revision itself", () => {
    const fields = [
      { field: "tags", message: "changed twice" },
      { field: "revision", message: "is 3, not 2" },
    ];
    expect(staleChanges(refusal(fields))).toEqual([{ field: "tags", by: null, at: null, message: "changed twice" }]);
  });

  it("is nothing for other refusals", () => {
    expect(staleChanges(refusal([{ field: "email", message: "changed" }], "OWN_REQUEST"))).toEqual([]);
    expect(isStale(new Error("x"))).toBe(false);
  });
});
