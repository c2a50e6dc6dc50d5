import { describe, expect, it } from "vitest";
import { choices, KNOWN_ACTIONS } from "./vocabulary";

describe("what a filter offers", () => {
  it("knows the product's actions by their codes", () => {
    expect(KNOWN_ACTIONS).toContain("player.suspend");
    expect(KNOWN_ACTIONS.every((action) => /^[a-z_]+\.[a-z_]+$/.test(action))).toBe(true);
  });

  it("adds what it meets, once", () => {
    expect(choices(["b", "a"], ["c", "a"], "d")).toEqual(["a", "b", "c", "d"]);
    expect(choices([], [], null)).toEqual([]);
  });
});
