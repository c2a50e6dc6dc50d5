/** What a decision about this player stands on. */
import { useSeen } from "@/shared/decision/useSeen";
import { usePlayerView } from "../PlayerContext";

export function useDecision() {
  return useSeen(usePlayerView().player.revision);
}
