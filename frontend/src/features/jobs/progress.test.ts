import { describe, expect, it } from "vitest";
import { isActive, percentDone, possible, sizeText } from "./progress";
import type { Job } from "./types";

function job(changes: Partial<Job>): Job {
  return {
    id: "1",
    operator_id: "2",
    kind: "export",
    state: "done",
    started_by: "Ana",
    created_at: "2026-01-01T00:00:00.000000Z",
    finished_at: null,
    done: 10,
    total: 10,
    total_approximate: false,
    failed: 0,
    unchanged: 0,
    problem: null,
    format: "csv",
    file_name: "players.csv",
    size_bytes: 10,
    expires_at: "2026-01-02T00:00:00.000000Z",
    action: null,
    reason: "",
    own: true,
    masked: true,
    ...changes,
  };
}

const BEFORE = Date.parse("2026-01-01T12:00:00Z");
const AFTER = Date.parse("2026-01-02T00:00:00Z");

describe("percentDone", () => {
  it("is whole per cent of the players chosen", () => {
    expect(percentDone(job({ state: "running", done: 333, total: 1000 }))).toBe(33);
  });

  it("reaches 100 only at the end", () => {
    expect(percentDone(job({ state: "running", done: 10, total: 10 }))).toBe(99);
    expect(percentDone(job({ state: "done", done: 0, total: 0 }))).toBe(100);
  });

  it("is unknown while players are still being chosen", () => {
    expect(percentDone(job({ state: "running", done: 0, total: 10_000, total_approximate: true }))).toBeNull();
  });
});

describe("possible", () => {
  it("gives the file of a finished export to who started it until it expires", () => {
    expect(possible(job({}), BEFORE)).toEqual({ cancel: false, resume: false, download: true, results: false });
    expect(possible(job({}), AFTER).download).toBe(false);
    expect(possible(job({ own: false }), BEFORE).download).toBe(false);
    expect(possible(job({ state: "running" }), BEFORE).download).toBe(false);
  });

  it("stops what is under way and resumes what stopped", () => {
    expect(possible(job({ state: "waiting" }), BEFORE).cancel).toBe(true);
    expect(possible(job({ state: "running", own: false }), BEFORE).cancel).toBe(true);
    expect(possible(job({ state: "cancelled" }), BEFORE)).toMatchObject({ cancel: false, resume: true });
    expect(possible(job({ state: "failed" }), BEFORE).resume).toBe(true);
    expect(possible(job({ state: "expired" }), BEFORE).resume).toBe(false);
    expect(possible(job({ state: "failed", own: false }), BEFORE).resume).toBe(false);
  });

  it("shows results of a bulk action once there are some", () => {
    expect(possible(job({ kind: "bulk", state: "running", done: 0 }), BEFORE).results).toBe(false);
    expect(possible(job({ kind: "bulk", state: "running", done: 1 }), BEFORE).results).toBe(true);
  });
});

describe("isActive", () => {
  it("is what waits or runs", () => {
    expect(
      (["waiting", "running", "done", "cancelled", "failed", "expired"] as const).map((state) => isActive({ state })),
    ).toEqual([true, true, false, false, false, false]);
  });
});

describe("sizeText", () => {
  it("speaks of the largest unit that fits", () => {
    expect(sizeText(999, "en")).toMatch(/^999\sbyte/);
    expect(sizeText(3_440_000, "en")).toMatch(/^3\.4\sMB$/);
    expect(sizeText(3_440_000, "pt-BR")).toMatch(/^3,4\sMB$/);
  });
});
