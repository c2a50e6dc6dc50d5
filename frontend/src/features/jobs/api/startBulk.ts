/** POST /players/bulk: begins a bulk action on the players that a filter finds. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { BulkAction, Job, PlayersFilter } from "../types";

export interface BulkAsk {
  operator_id: string;
  filter: PlayersFilter;
  action: BulkAction;
  reason: string;
  /** How many the preview found; far more by now is refused with SELECTION_CHANGED. */
  expected: number;
  request_id: string;
}

export function startBulk(ask: BulkAsk): Promise<Job> {
  return request<Job>("POST", "/players/bulk", { body: ask });
}

export function useStartBulk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: startBulk,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}
