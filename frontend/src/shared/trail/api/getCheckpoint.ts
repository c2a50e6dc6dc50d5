/** GET /audit/checkpoint: the newest signed statement about the whole log. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Checkpoint } from "@/shared/api/types";

export function getCheckpoint(signal?: AbortSignal): Promise<Checkpoint> {
  return request<Checkpoint>("GET", "/audit/checkpoint", { signal });
}

export function useCheckpoint() {
  return useQuery({ queryKey: ["audit-checkpoint"], queryFn: ({ signal }) => getCheckpoint(signal) });
}
