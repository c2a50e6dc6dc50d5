/** POST /jobs/{id}/cancel and /resume: the same request, one way and back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Job } from "../types";

export type Steering = "cancel" | "resume";

export function steerJob({ job, way }: { job: Job; way: Steering }): Promise<Job> {
  return request<Job>("POST", `/jobs/${encodeURIComponent(job.id)}/${way}`, { body: { operator_id: job.operator_id } });
}

export function useSteerJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: steerJob,
    onSettled: () => void client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}
