/** POST /auth/sign-out: ends this session. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import { forgetSession } from "./getMe";

export function signOut(): Promise<void> {
  return request<void>("POST", "/auth/sign-out", { body: {} });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({ mutationFn: signOut, onSettled: () => forgetSession(client) });
}
