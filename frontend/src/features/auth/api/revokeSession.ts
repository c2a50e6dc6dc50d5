/** DELETE /auth/sessions/{id}: signs one session out. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { sessionsKey } from "./listSessions";

export function revokeSession(id: string): Promise<void> {
  return request<void>("DELETE", `/auth/sessions/${encodeURIComponent(id)}`);
}

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeSession,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}
