/** Saved views of lists, as the gateway speaks of them. */
import type { Instant } from "@/shared/api/types";

export interface Sharing {
  role: string;
  company_id: string;
}

export interface SavedView {
  id: string;
  surface: string;
  name: string;
  filter: Record<string, unknown>;
  sort: string;
  columns: string[] | null;
  shared_with: Sharing | null;
  own: boolean;
  may_change: boolean;
  created_by: string;
  updated_at: Instant;
  revision: number;
}

/** What is saved of a list. */
export type ViewBody = Pick<SavedView, "name" | "sort" | "columns" | "shared_with"> & {
  filter: Readonly<Record<string, unknown>>;
};

/** The roles that exist within a company, as the gateway knows them. */
export const SHARED_ROLES = ["company-admin", "operator-manager", "compliance", "support", "analyst"] as const;
