/** Who is signed in, for the pages inside the shell. */
import { createContext, useContext } from "react";
import type { Me } from "@/shared/api/types";

export type Permission =
  | "metrics.read"
  | "metrics.manage"
  | "players.read"
  | "players.reveal"
  | "players.suspend"
  | "players.update"
  | "players.sessions"
  | "players.security"
  | "players.tag"
  | "players.note"
  | "players.adjust"
  | "players.approve"
  | "players.export"
  | "players.bulk"
  | "players.settings"
  | "tickets.read"
  | "tickets.write"
  | "tickets.manage"
  | "views.share"
  | "directory.read"
  | "operators.manage"
  | "operators.close"
  | "staff.read"
  | "staff.manage"
  | "audit.read";

export const SessionContext = createContext<Me | null>(null);

export function useSession(): Me {
  const me = useContext(SessionContext);
  if (!me) throw new Error("useSession is for pages behind sign-in");
  return me;
}

export function usePermitted(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
