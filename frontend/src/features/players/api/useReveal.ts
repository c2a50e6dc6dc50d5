/** Shows personal data in clear on purpose, once per click; kept only in this page's memory. */
import { useMutation } from "@tanstack/react-query";
import type { Player } from "@/shared/api/types";
import { getPlayer } from "./getPlayer";

export function useReveal(operatorId: string, playerId: string, asOf: string | null = null) {
  return useMutation<Player, Error>({
    mutationFn: async () => (await getPlayer({ operatorId, playerId, reveal: true, asOf })).player,
    gcTime: 0,
  });
}
