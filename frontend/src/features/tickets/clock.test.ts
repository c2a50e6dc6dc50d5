import { describe, expect, it } from "vitest";
import { cueOf, cueOfTicket } from "./clock";
import type { SlaClock, Ticket } from "./types";

const clock = (facts: Partial<SlaClock>): SlaClock => ({
  due_at: null,
  met_at: null,
  breached: false,
  seconds_left: null,
  paused: false,
  ...facts,
});
const ticket = (reply: Partial<SlaClock>, resolution: Partial<SlaClock>) =>
  ({ first_reply: clock(reply), resolution: clock(resolution) }) as Ticket;

describe("how a clock stands", () => {
  it("says how much is left, when it is soon, and how far over it is", () => {
    expect(cueOf("first_reply", clock({ seconds_left: 7200 }))).toMatchObject({ kind: "running", seconds: 7200 });
    expect(cueOf("first_reply", clock({ seconds_left: 3599 }))).toMatchObject({ kind: "soon", seconds: 3599 });
    expect(cueOf("first_reply", clock({ seconds_left: 0 }))).toMatchObject({ kind: "soon", seconds: 0 });
    expect(cueOf("resolution", clock({ seconds_left: -60, breached: true }))).toMatchObject({
      kind: "over",
      seconds: 60,
    });
  });

  it("does not run when met, paused or without target", () => {
    expect(cueOf("first_reply", clock({ met_at: "2026-01-01T00:00:00Z" })).kind).toBe("met");
    expect(cueOf("first_reply", clock({ met_at: "2026-01-01T00:00:00Z", breached: true })).kind).toBe("late");
    expect(cueOf("resolution", clock({ paused: true })).kind).toBe("paused");
    expect(cueOf("resolution", clock({ paused: true, breached: true })).kind).toBe("late");
    expect(cueOf("resolution", clock({})).kind).toBe("none");
  });

  it("of two that run shows the one that is due first, else the one that tells how it ended", () => {
    expect(cueOfTicket(ticket({ seconds_left: 60 }, { seconds_left: 600 })).clock).toBe("first_reply");
    expect(cueOfTicket(ticket({ seconds_left: 600 }, { seconds_left: -5 })).clock).toBe("resolution");
    expect(cueOfTicket(ticket({ seconds_left: 600 }, {})).clock).toBe("first_reply");
    expect(cueOfTicket(ticket({ met_at: "2026-01-01T00:00:00Z" }, { paused: true }))).toMatchObject({
      clock: "resolution",
      kind: "paused",
    });
  });
});
