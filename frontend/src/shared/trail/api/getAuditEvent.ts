/** GET /audit/events/{id}: one entry with its changes, origin and proof. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { AuditEventDetail } from "@/shared/api/types";

export function getAuditEvent(id: string, signal?: AbortSignal): Promise<AuditEventDetail> {
  return request<AuditEventDetail>("GET", `/audit/events/${encodeURIComponent(id)}`, { signal });
}

/** An entry never changes once it is written. */
export function useAuditEvent(id: string | null) {
  return useQuery({
    queryKey: ["audit-event", id],
    queryFn: ({ signal }) => getAuditEvent(id ?? "", signal),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
