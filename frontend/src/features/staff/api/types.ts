/** Members of staff and roles, as the gateway speaks of them. */
import type { Instant } from "@/shared/api/types";

export interface HeldRole {
  role: string;
  /** For an operator, a company (no operator), or everywhere (neither). */
  company_id: string | null;
  operator_id: string | null;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  roles: HeldRole[];
  totp_bound: boolean;
  created_at: Instant;
  /** Since when the account is shut; null for one that is open. */
  disabled_at: Instant | null;
}

export interface Role {
  name: string;
  version: number;
  permissions: string[];
  platform_wide: boolean;
}
