/** GET /jobs/{id}/results: what became of each player of a bulk action. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { BulkResult, Job } from "../types";

const ROWS = 100;

export function listBulkResults(
  job: Job,
  failedOnly: boolean,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Page<BulkResult>> {
  return request<Page<BulkResult>>("GET", `/jobs/${encodeURIComponent(job.id)}/results`, {
    signal,
    query: { operator_id: job.operator_id, failed_only: failedOnly, cursor, limit: ROWS },
  });
}

/** Page by page as the reader asks for more; anew when the job has gone on. */
export function useBulkResults(job: Job, failedOnly: boolean) {
  return useInfiniteQuery({
    queryKey: ["job-results", job.id, failedOnly, job.done],
    queryFn: ({ pageParam, signal }) => listBulkResults(job, failedOnly, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (old, oldQuery) =>
      oldQuery?.queryKey[1] === job.id && oldQuery.queryKey[2] === failedOnly ? old : undefined,
  });
}
