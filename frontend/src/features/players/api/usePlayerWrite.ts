/** What every write to a player has in common: afterwards everything that shows the player is asked for again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { playerKey } from "./getPlayer";

export interface PlayerTarget {
  operatorId: string;
  playerId: string;
}

const SHOWN = ["player-balance-history", "player-bans", "player-notes", "player-revisions", "player-sessions"];

export function usePlayerWrite<Ask, Answer>(
  { operatorId, playerId }: PlayerTarget,
  write: (target: PlayerTarget, ask: Ask) => Promise<Answer>,
) {
  const client = useQueryClient();
  return useMutation<Answer, Error, Ask>({
    mutationFn: (ask) => write({ operatorId, playerId }, ask),
    // After a refusal too: the newest state is what the next attempt is about.
    onSettled: async () => {
      for (const name of SHOWN) void client.invalidateQueries({ queryKey: [name, playerId] });
      void client.invalidateQueries({ queryKey: ["player-overview", operatorId, playerId] });
      void client.invalidateQueries({ queryKey: ["players"] });
      void client.invalidateQueries({ queryKey: ["adjustments"] });
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      await client.invalidateQueries({ queryKey: playerKey(operatorId, playerId) });
    },
  });
}
