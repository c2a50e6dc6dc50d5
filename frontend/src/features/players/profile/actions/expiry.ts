/** When a ban ends: the presets, and any moment of the operator's clock. */
import type { Instant } from "@/shared/api/types";

export const EXPIRIES = ["24h", "7d", "30d", "never", "custom"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const HOURS: Partial<Record<Expiry, number>> = { "24h": 24, "7d": 168, "30d": 720 };

/** Null for a ban without end; undefined while a moment of one's own is not chosen yet. */
export function expiresAt(expiry: Expiry, custom: Instant | null, now: Date): Instant | null | undefined {
  if (expiry === "never") return null;
  if (expiry === "custom") return custom ?? undefined;
  return new Date(now.getTime() + (HOURS[expiry] ?? 0) * 3_600_000).toISOString();
}
