/** POST /auth/password: another password for oneself; all other sessions end. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { sessionsKey } from "./listSessions";

export interface PasswordChange {
  current: string;
  next: string;
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ current, next }: PasswordChange) =>
      request<void>("POST", "/auth/password", { body: { current_password: current, new_password: next } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}
