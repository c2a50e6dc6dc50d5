import { describe, expect, it } from "vitest";
import { carried, patched, safeNext } from "./params";

describe("patched", () => {
  it("sets, removes and leaves alone", () => {
    const next = patched(new URLSearchParams("op=1&q=ana&cursor=x"), {
      q: "bia",
      cursor: null,
      status: "",
      sort: undefined,
    });
    expect(next.toString()).toBe("op=1&q=bia");
  });

  it("does not touch the original", () => {
    const original = new URLSearchParams("q=ana");
    patched(original, { q: null });
    expect(original.get("q")).toBe("ana");
  });
});

describe("carried", () => {
  it("keeps only the operator between pages", () => {
    expect(carried(new URLSearchParams("op=company:7&q=ana&cursor=x"))).toBe("?op=company%3A7");
    expect(carried(new URLSearchParams("q=ana"))).toBe("");
  });
});

describe("safeNext", () => {
  it("returns only to paths of this site", () => {
    expect(safeNext("/players?op=1")).toBe("/players?op=1");
    for (const next of [
      null,
      "",
      "https://elsewhere.example",
      "//elsewhere.example",
      "/\\elsewhere.example",
      "javascript:alert(1)",
    ])
      expect(safeNext(next)).toBe("/");
  });
});
