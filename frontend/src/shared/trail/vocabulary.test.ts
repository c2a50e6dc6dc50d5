import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { choices, KNOWN_ACTIONS } from "./vocabulary";

describe("what a filter offers", () => {
  it("knows the product's actions by their codes", () => {
    expect(KNOWN_ACTIONS).toContain("player.suspend");
    expect(KNOWN_ACTIONS.every((action) => /^[a-z_]+\.[a-z_]+$/.test(action))).toBe(true);
  });

  it("has words for every action that the audit service registers", () => {
    const registry = readFileSync(join(import.meta.dirname, "../../../../services/audit/domain/registry.py"), "utf8");
    const registered = [...registry.matchAll(/^\s+"([a-z_]+\.[a-z_]+)":/gm)].map((match) => match[1]);
    expect(registered.length).toBeGreaterThan(40);
    expect(registered.filter((action) => !KNOWN_ACTIONS.includes(action ?? ""))).toEqual([]);
  });

  it("adds what it meets, once", () => {
    expect(choices(["b", "a"], ["c", "a"], "d")).toEqual(["a", "b", "c", "d"]);
    expect(choices([], [], null)).toEqual([]);
  });
});
