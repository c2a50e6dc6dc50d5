/** Tickets as the gateway speaks of them. */
import type { Instant } from "@/shared/api/types";

export const STATES = ["open", "waiting", "solved", "closed"] as const;
export type TicketState = (typeof STATES)[number];

/** From the most to the least. */
export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

export const LINK_KINDS = ["bet", "movement", "document"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** A clock in business time; seconds_left is negative when over, null when met, paused or without target. */
export interface SlaClock {
  due_at: Instant | null;
  met_at: Instant | null;
  breached: boolean;
  seconds_left: number | null;
  paused: boolean;
}

export interface Assignee {
  id: string;
  name: string;
}

export interface Ticket {
  id: string;
  operator_id: string;
  number: number;
  player: { id: string; external_id: string; username: string };
  subject: string;
  category: string;
  priority: Priority;
  state: TicketState;
  assignee: Assignee | null;
  opened_at: Instant;
  /** "platform", or the name of who opened it. */
  opened_by: string;
  updated_at: Instant;
  first_reply: SlaClock;
  resolution: SlaClock;
  merged_into: { id: string; number: number } | null;
  messages: number;
  player_spoke_last: boolean;
  revision: number;
}

export interface TicketMessage {
  id: string;
  author: "player" | "staff" | "system";
  author_name: string;
  /** Plain text. */
  text: string;
  internal: boolean;
  at: Instant;
  from_ticket: number | null;
}

export interface TicketEvent {
  kind: string;
  by: string;
  at: Instant;
  before: string;
  after: string;
}

export interface TicketLink {
  kind: LinkKind;
  ref: string;
  by: string;
  at: Instant;
}

export interface WholeTicket {
  ticket: Ticket;
  /** Oldest first, the last 500. */
  messages: TicketMessage[];
  history: TicketEvent[];
  links: TicketLink[];
}

export interface TicketCounts {
  open: number;
  unassigned: number;
  /** Open and waiting ones of this person. */
  mine: number;
  breached: number;
  waiting: number;
}

export interface BusinessHours {
  /** 1 for Monday to 7. */
  weekday: number;
  from_minute: number;
  until_minute: number;
}

export interface SlaTarget {
  priority: Priority;
  first_reply_minutes: number;
  resolution_minutes: number;
}

export interface TicketSettings {
  /** None for around the clock. */
  hours: BusinessHours[];
  holidays: string[];
  targets: SlaTarget[];
  categories: string[];
  close_solved_days: number;
  timezone: string;
}
