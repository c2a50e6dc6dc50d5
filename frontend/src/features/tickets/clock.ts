/** What a ticket's clocks say to whoever must act: which one counts, how it stands, how much is left. */
import type { SlaClock, Ticket } from "./types";

export type CueKind = "over" | "soon" | "running" | "paused" | "met" | "late" | "none";

export interface Cue {
  /** Which clock speaks. */
  clock: "first_reply" | "resolution";
  kind: CueKind;
  /** Business seconds left, or over when kind is "over"; null where nothing runs. */
  seconds: number | null;
}

/** From here on it is soon: less than an hour of business time. */
const SOON = 3_600;

/** How one clock stands. */
export function cueOf(name: Cue["clock"], clock: SlaClock): Cue {
  if (clock.met_at) return { clock: name, kind: clock.breached ? "late" : "met", seconds: null };
  if (clock.seconds_left !== null) {
    const left = clock.seconds_left;
    if (left < 0) return { clock: name, kind: "over", seconds: -left };
    return { clock: name, kind: left < SOON ? "soon" : "running", seconds: left };
  }
  if (clock.paused) return { clock: name, kind: clock.breached ? "late" : "paused", seconds: null };
  return { clock: name, kind: "none", seconds: null };
}

/** The clock that speaks for a ticket in a list: of the running ones the one that is due first. */
export function cueOfTicket(ticket: Ticket): Cue {
  const reply = cueOf("first_reply", ticket.first_reply);
  const resolution = cueOf("resolution", ticket.resolution);
  if (reply.seconds === null || ticket.first_reply.seconds_left === null) return resolution;
  if (ticket.resolution.seconds_left === null) return reply;
  return ticket.first_reply.seconds_left <= ticket.resolution.seconds_left ? reply : resolution;
}
