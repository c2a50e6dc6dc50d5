import { describe, expect, it } from "vitest";
import type { Player } from "@/shared/api/types";
import { ACTION_PERMISSIONS, actionsFor } from "./actions";

const ALL = [...new Set(Object.values(ACTION_PERMISSIONS))];
const PLAYER = { status: "active", bans: [], two_factor: false } as unknown as Player;

describe("what can be done", () => {
  it("is what makes sense for the player", () => {
    expect(actionsFor(PLAYER, 0, ALL)).toEqual(["note", "edit", "ban", "adjust", "suspend"]);
    const other = { status: "suspended", bans: [{}], two_factor: true } as unknown as Player;
    expect(actionsFor(other, 2, ALL)).toEqual([
      "note",
      "edit",
      "ban",
      "adjust",
      "lift",
      "end_sessions",
      "reset_two_factor",
      "reinstate",
    ]);
    // It is not known whether a session is open: the server says.
    expect(actionsFor(PLAYER, null, ALL)).toContain("end_sessions");
  });

  it("is what one may do", () => {
    expect(actionsFor(PLAYER, 1, ["players.read"])).toEqual([]);
    expect(actionsFor(PLAYER, 1, ["players.note", "players.adjust"])).toEqual(["note", "adjust"]);
  });
});
