import { describe, expect, it } from "vitest";
import { expiresAt } from "./expiry";

const NOW = new Date("2026-11-23T17:00:00Z");

describe("the end of a ban", () => {
  it("counts from now", () => {
    expect(expiresAt("24h", null, NOW)).toBe("2026-11-24T17:00:00.000Z");
    expect(expiresAt("7d", null, NOW)).toBe("2026-11-30T17:00:00.000Z");
    expect(expiresAt("30d", null, NOW)).toBe("2026-12-23T17:00:00.000Z");
  });

  it("may be none, and is not guessed", () => {
    expect(expiresAt("never", "2027-01-01T00:00:00Z", NOW)).toBeNull();
    expect(expiresAt("custom", "2027-01-01T00:00:00Z", NOW)).toBe("2027-01-01T00:00:00Z");
    expect(expiresAt("custom", null, NOW)).toBeUndefined();
  });
});
