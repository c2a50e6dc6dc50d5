/** What a decision about this player stands on: the revision that was looked at, and the id of the decision. */
import { useState } from "react";
import { useRequestId } from "@/shared/decision/requestId";
import { isStale } from "@/shared/decision/stale";
import { usePlayerView } from "../PlayerContext";

export function useDecision() {
  const { player } = usePlayerView();
  const request = useRequestId();
  // The state at which the dialog was opened; after it proved outdated, the newest, which the dialog then announces.
  const [seen, setSeen] = useState<number | null>(player.revision);
  return {
    requestId: request.id,
    revision: seen ?? player.revision,
    failed: (error: unknown) => {
      request.failed(error);
      if (isStale(error)) setSeen(null);
    },
  };
}
