/** POST /players/exports: begins an export of the players that a filter finds. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { ExportFormat, Job, PlayersFilter } from "../types";

export interface ExportAsk {
  operator_id: string;
  filter: PlayersFilter;
  sort: string;
  format: ExportFormat;
  /** Names of columns in their order; all when null. */
  columns: readonly string[] | null;
  timezone: string;
  language: string;
  reveal: boolean;
  reason: string;
  /** Kept across repeats of one decision, so that it is carried out once. */
  request_id: string;
}

export function startExport(ask: ExportAsk): Promise<Job> {
  return request<Job>("POST", "/players/exports", { body: ask });
}

export function useStartExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: startExport,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}
