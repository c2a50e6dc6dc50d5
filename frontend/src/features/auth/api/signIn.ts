/** POST /auth/sign-in: the first step, email and password. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { rememberCsrfToken, request } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import type { AuthAnswer } from "@/shared/api/types";

export interface Credentials {
  email: string;
  password: string;
}

export async function signIn(credentials: Credentials): Promise<AuthAnswer> {
  const answer = await request<AuthAnswer>("POST", "/auth/sign-in", { body: credentials });
  rememberCsrfToken(answer.csrf_token);
  return answer;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}
