/** POST /auth/totp/verify: the second step, a code of the authenticator app or a recovery code. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { rememberCsrfToken, request } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import type { AuthAnswer } from "@/shared/api/types";

export type SecondFactor = { code: string } | { recovery_code: string };

export async function verifyTotp(factor: SecondFactor): Promise<AuthAnswer> {
  const answer = await request<AuthAnswer>("POST", "/auth/totp/verify", { body: factor });
  rememberCsrfToken(answer.csrf_token);
  return answer;
}

export function useVerifyTotp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: verifyTotp,
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}
