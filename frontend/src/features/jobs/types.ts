/** The shapes of jobs: exports and bulk actions, as the gateway speaks of them. */
import type { Instant } from "@/shared/api/types";

export type JobKind = "export" | "bulk";
export type JobState = "waiting" | "running" | "done" | "cancelled" | "failed" | "expired";
export type ExportFormat = "csv" | "xlsx";

/** What is asked of the list of players, by the names of its query parameters; {player_id: [...]} is a choice by hand. */
export type PlayersFilter = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly number[] | null | undefined>
>;

export const BAN_SCOPES = ["log_in", "play", "deposit", "withdraw"] as const;
export type BanScope = (typeof BAN_SCOPES)[number];

export type BulkAction =
  | { type: "tag"; add: string[]; remove: string[] }
  | { type: "ban"; scopes: BanScope[]; expires_at: Instant | null }
  | { type: "note"; text: string };
export type BulkKind = BulkAction["type"];

export interface Total {
  count: number;
  approximate: boolean;
}

export interface Job {
  id: string;
  operator_id: string;
  kind: JobKind;
  state: JobState;
  started_by: string;
  created_at: Instant;
  finished_at: Instant | null;
  done: number;
  total: number;
  /** The players are still being counted: there are more than total. */
  total_approximate: boolean;
  failed: number;
  unchanged: number;
  problem: string | null;
  format: ExportFormat | null;
  file_name: string | null;
  size_bytes: number | null;
  expires_at: Instant | null;
  action: BulkAction | null;
  reason: string;
  own: boolean;
  masked: boolean;
}

export interface BulkSample {
  id: string;
  external_id: string;
  username: string;
  name: string;
  country: string;
  status: string;
  tags: string[];
  bans: string[];
}

export interface BulkPreview {
  total: Total;
  sample: BulkSample[];
  /** How many of the sample need no change. */
  sample_unchanged: number;
}

export interface BulkResult {
  player_id: string;
  external_id: string;
  username: string;
  outcome: "done" | "unchanged" | "failed";
  reason: string | null;
  message: string | null;
}
