/** The player that the page is about, as its parts see it. */
import { createContext, useContext } from "react";
import type { Instant, Operator, Player, PlayerProfile } from "@/shared/api/types";

export interface PlayerView {
  operator: Operator;
  player: Player;
  profile: PlayerProfile;
  zone: string;
  /** The past moment that is looked at; null for now. Nothing can be done to the past. */
  asOf: Instant | null;
}

export const PlayerContext = createContext<PlayerView | null>(null);

export function usePlayerView(): PlayerView {
  const view = useContext(PlayerContext);
  if (!view) throw new Error("usePlayerView is for parts of the player's page");
  return view;
}

/** The target of requests about this player. */
export function usePlayerTarget() {
  const { operator, player } = usePlayerView();
  return { operatorId: operator.id, playerId: player.id };
}
