/** What can be done to a player: the permission each needs, and when it makes sense. */
import type { Player } from "@/shared/api/types";
import type { Permission } from "@/shared/session/SessionContext";

export const ACTIONS = [
  "note",
  "edit",
  "ban",
  "adjust",
  "lift",
  "end_sessions",
  "reset_two_factor",
  "suspend",
  "reinstate",
] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_PERMISSIONS: Record<Action, Permission> = {
  note: "players.note",
  edit: "players.update",
  ban: "players.suspend",
  adjust: "players.adjust",
  lift: "players.suspend",
  end_sessions: "players.sessions",
  reset_two_factor: "players.security",
  suspend: "players.suspend",
  reinstate: "players.suspend",
};

/** Whether an action has anything to act on. */
export function applies(action: Action, player: Player, openSessions: number | null): boolean {
  switch (action) {
    case "suspend":
      return player.status === "active";
    case "reinstate":
      return player.status === "suspended";
    case "lift":
      return player.bans.length > 0;
    case "end_sessions":
      return openSessions !== 0;
    case "reset_two_factor":
      return player.two_factor;
    default:
      return true;
  }
}

/** The actions that somebody with these permissions can take on this player. */
export function actionsFor(
  player: Player,
  openSessions: number | null,
  permissions: readonly string[],
): readonly Action[] {
  return ACTIONS.filter(
    (action) => permissions.includes(ACTION_PERMISSIONS[action]) && applies(action, player, openSessions),
  );
}
