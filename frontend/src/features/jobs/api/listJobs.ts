/** GET /jobs: the exports and bulk actions at an operator, newest first; asked again while one is under way. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import { isActive } from "../progress";
import type { Job, JobKind } from "../types";

export interface JobsAsk {
  operatorId: string;
  kind?: JobKind | null;
  cursor?: string | null;
  limit: number;
}

/** Milliseconds between looks: at a job under way, and at a list where somebody else may start one. */
const LIVELY = 1_000;
const QUIET = 30_000;

export function listJobs(ask: JobsAsk, signal?: AbortSignal): Promise<Page<Job>> {
  const { operatorId, ...rest } = ask;
  return request<Page<Job>>("GET", "/jobs", { signal, query: { operator_id: operatorId, ...rest } });
}

export function useJobs(ask: JobsAsk, enabled = true) {
  return useQuery({
    queryKey: ["jobs", ask.operatorId, ask],
    queryFn: ({ signal }) => listJobs(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === ask.operatorId ? old : undefined),
    refetchInterval: (query) => (query.state.data?.items.some(isActive) ? LIVELY : QUIET),
    enabled,
  });
}
