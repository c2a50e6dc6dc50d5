import { describe, expect, it } from "vitest";
import type { Ban, PlayerSession } from "@/shared/api/types";
import { banAsOf, endOf, quickPick, readAsOf, sessionAsOf, upTo } from "./asOf";

const NOW = new Date("2026-11-23T17:00:30Z");
const THEN = "2026-11-20T12:00:00.000Z";

describe("the moment in the address", () => {
  it("is a past instant in UTC, or now", () => {
    expect(readAsOf("2026-11-20T12:00:00Z", NOW)).toBe(THEN);
    expect(readAsOf("2026-11-20T12:00Z", NOW)).toBe(THEN);
    for (const value of [null, "", "yesterday", "2026-11-20", "2026-11-20T12:00:00", "2026-13-20T12:00:00Z"])
      expect(readAsOf(value, NOW)).toBeNull();
    expect(readAsOf("2026-11-23T17:00:31Z", NOW)).toBeNull();
  });

  it("can be picked, in the operator's days", () => {
    expect(quickPick("hour", NOW, "2026-11-23", "UTC")).toBe("2026-11-23T16:00:00.000Z");
    expect(quickPick("week", NOW, "2026-11-23", "UTC")).toBe("2026-11-16T17:00:00.000Z");
    expect(quickPick("yesterday_start", NOW, "2026-11-23", "America/Sao_Paulo")).toBe("2026-11-22T03:00:00.000Z");
  });
});

describe("the cut", () => {
  it("includes the moment itself and nothing later", () => {
    const rows = ["2026-11-20T11:59:59Z", THEN, "2026-11-20T12:00:00.001Z"];
    expect(upTo(rows, THEN, (row) => row)).toEqual(rows.slice(0, 2));
    expect(upTo(rows, null, (row) => row)).toEqual(rows);
  });

  it("ends a list at the filter or at the moment, whichever is earlier", () => {
    const cut = "2026-11-20T12:00:00.001Z";
    expect(endOf(null, null)).toBeNull();
    expect(endOf("2026-11-22T00:00:00Z", THEN)).toBe(cut);
    expect(endOf("2026-11-19T00:00:00Z", THEN)).toBe("2026-11-19T00:00:00Z");
    expect(endOf(null, THEN)).toBe(cut);
    expect(endOf("2026-11-22T00:00:00Z", null)).toBe("2026-11-22T00:00:00Z");
  });

  it("takes back what ended later", () => {
    const session = { ended_at: "2026-11-20T13:00:00Z", open: false } as PlayerSession;
    expect(sessionAsOf(session, THEN)).toMatchObject({ ended_at: null, open: true });
    expect(sessionAsOf({ ...session, ended_at: "2026-11-20T11:00:00Z" }, THEN)).toMatchObject({ open: false });
    const ban = { lifted_at: "2026-11-21T00:00:00Z", lifted_by: "Ana", lift_reason: "cleared" } as Ban;
    expect(banAsOf(ban, THEN)).toMatchObject({ lifted_at: null, lifted_by: null, lift_reason: null });
    expect(banAsOf(ban, null)).toBe(ban);
  });
});
