/** How far a job is, and what may be done with it: pure. */
import type { Tone } from "@/shared/ui/Pill";
import type { Job, JobState } from "./types";

export const TONES: Record<JobState, Tone> = {
  waiting: "plain",
  running: "info",
  done: "good",
  cancelled: "warn",
  failed: "bad",
  expired: "plain",
};

/** Under way, or about to be. */
export function isActive(job: Pick<Job, "state">): boolean {
  return job.state === "waiting" || job.state === "running";
}

/** Whole per cent done, never 100 before the end; null while nobody knows of how many. */
export function percentDone(job: Pick<Job, "state" | "done" | "total" | "total_approximate">): number | null {
  if (job.state === "done" || job.state === "expired") return 100;
  if (job.total_approximate || job.total <= 0) return job.total_approximate ? null : 0;
  return Math.min(99, Math.floor((job.done / job.total) * 100));
}

export interface Possible {
  cancel: boolean;
  resume: boolean;
  download: boolean;
  results: boolean;
}

/**
 * What this reader may do with a job now. Who sees another's job may start such jobs and so may stop it, but only who
 * started it can resume it or have its file.
 */
export function possible(job: Job, now: number): Possible {
  const gone = job.expires_at !== null && Date.parse(job.expires_at) <= now;
  return {
    cancel: isActive(job),
    resume: (job.state === "cancelled" || job.state === "failed") && job.own,
    download: job.kind === "export" && job.state === "done" && job.own && !gone,
    results: job.kind === "bulk" && job.done > 0,
  };
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size for people: "3.4 MB". */
export function sizeText(bytes: number, locale: string): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: unit === 0 ? 0 : 1,
  }).format(value);
}
