import { describe, expect, it } from "vitest";
import { commandOf } from "./keys";

const press = (key: string, modifiers = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

describe("keys", () => {
  it("count the tabs from 1, with 0 for the tenth", () => {
    expect(press("1")).toEqual({ kind: "tab", index: 0 });
    expect(press("9")).toEqual({ kind: "tab", index: 8 });
    expect(press("0")).toEqual({ kind: "tab", index: 9 });
  });

  it("open actions and the help", () => {
    expect(press("e")).toEqual({ kind: "action", action: "edit" });
    expect(press("?")).toEqual({ kind: "help" });
    expect(press("x")).toBeNull();
    expect(press("constructor")).toBeNull();
  });

  it("leave what has a modifier to the browser", () => {
    expect(press("b", { ctrlKey: true })).toBeNull();
    expect(press("1", { metaKey: true })).toBeNull();
    expect(press("e", { altKey: true })).toBeNull();
  });
});
