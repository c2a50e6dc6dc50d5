import { describe, expect, it } from "vitest";
import { matches } from "./matches";

describe("matches", () => {
  it("ignores accents, case and the order of words", () => {
    expect(matches("Registros de auditoria", "AUDIT reg")).toBe(true);
    expect(matches("Português (Brasil)", "portugues")).toBe(true);
    expect(matches("Dashboard", "")).toBe(true);
    expect(matches("Dashboard", "players")).toBe(false);
  });
});
