import { describe, expect, it } from "vitest";
import { ApiError } from "@/shared/api/client";
import { fieldProblems } from "../problems";
import { ACTION_FIELDS, actionOf, endOfBan, TAG } from "./action";

describe("actionOf", () => {
  it("cleans tags and names each once", () => {
    expect(actionOf("tag", { add: [" VIP ", "vip", "new"], reason: "r" }, null)).toEqual({
      type: "tag",
      add: ["vip", "new"],
      remove: [],
    });
  });

  it("asks for a ban with its end, and for a note without spaces around it", () => {
    expect(actionOf("ban", { scopes: ["play"], reason: "r" }, "2026-01-02T03:00:00.000Z")).toEqual({
      type: "ban",
      scopes: ["play"],
      expires_at: "2026-01-02T03:00:00.000Z",
    });
    expect(actionOf("note", { text: " said so ", reason: "r" }, null)).toEqual({ type: "note", text: "said so" });
  });
});

describe("endOfBan", () => {
  it("is the end of the day in the operator's zone, over a change of clocks too", () => {
    expect(endOfBan("2026-03-28", "Europe/Lisbon")).toBe("2026-03-29T00:00:00.000Z");
    expect(endOfBan("2026-03-29", "Europe/Lisbon")).toBe("2026-03-29T23:00:00.000Z");
    expect(endOfBan(null, "Europe/Lisbon")).toBeNull();
  });
});

describe("TAG", () => {
  it("takes letters of any script, digits, spaces, dashes", () => {
    expect(["são joão", "vip-1", "a_b"].every((tag) => TAG.test(tag))).toBe(true);
    expect(["", "a,b", "<b>", "x".repeat(65)].some((tag) => TAG.test(tag))).toBe(false);
  });
});

describe("fieldProblems", () => {
  it("puts each refusal beside its field, by the last part of its path", () => {
    const error = new ApiError(422, "INVALID_FIELD", "Invalid", null, null, [
      { field: "action.tag.add[0]", message: "is not a tag" },
      { field: "elsewhere", message: "no" },
    ]);
    expect(fieldProblems(error, ACTION_FIELDS)).toEqual({ add: { validateStatus: "error", help: "is not a tag" } });
    expect(fieldProblems(new Error("x"), ACTION_FIELDS)).toEqual({});
  });
});
