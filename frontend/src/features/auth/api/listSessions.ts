/** GET /auth/sessions: where this person is signed in. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page, StaffSession } from "@/shared/api/types";

export const sessionsKey = ["staff-sessions"];

export async function listSessions(signal?: AbortSignal): Promise<StaffSession[]> {
  const answer = await request<Page<StaffSession> | StaffSession[]>("GET", "/auth/sessions", { signal });
  return Array.isArray(answer) ? answer : answer.items;
}

export function useSessions() {
  return useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => listSessions(signal), staleTime: 0 });
}
