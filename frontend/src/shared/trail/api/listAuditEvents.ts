/** GET /audit/events: what was done, by whom, to what; newest first. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { AuditEvent, Page } from "@/shared/api/types";

export interface AuditEventsAsk {
  operatorId?: string | null;
  companyId?: string | null;
  /** RFC 3339 instants; `to` is not included. */
  from?: string | null;
  to?: string | null;
  actorId?: string | null;
  action?: string | null;
  targetType?: string | null;
  targetId?: string | null;
  outcome?: string | null;
  cursor: string | null;
  limit: number;
}

export function listAuditEvents(ask: AuditEventsAsk, signal?: AbortSignal): Promise<Page<AuditEvent>> {
  return request<Page<AuditEvent>>("GET", "/audit/events", {
    signal,
    query: {
      operator_id: ask.operatorId,
      company_id: ask.companyId,
      from: ask.from,
      to: ask.to,
      actor_id: ask.actorId,
      action: ask.action,
      target_type: ask.targetType,
      target_id: ask.targetId,
      outcome: ask.outcome,
      cursor: ask.cursor,
      limit: ask.limit,
    },
  });
}

export const auditEventsKey = ["audit-events"];

export function useAuditEvents(ask: AuditEventsAsk) {
  const scope = `${ask.companyId ?? ""}/${ask.operatorId ?? ""}/${ask.targetId ?? ""}`;
  return useQuery({
    // An action is in the log within a second; the newest page follows it. Older pages do not change.
    refetchInterval: ask.cursor ? false : 5_000,
    queryKey: [...auditEventsKey, scope, ask],
    queryFn: ({ signal }) => listAuditEvents(ask, signal),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === scope ? old : undefined),
  });
}
