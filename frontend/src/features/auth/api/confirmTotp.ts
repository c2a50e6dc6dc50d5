/** POST /auth/totp/confirm: proves that the authenticator app is bound; answers the recovery codes. */
import { useMutation } from "@tanstack/react-query";
import { rememberCsrfToken, request } from "@/shared/api/client";
import type { TotpConfirmed } from "@/shared/api/types";

export async function confirmTotp(code: string): Promise<TotpConfirmed> {
  const answer = await request<TotpConfirmed>("POST", "/auth/totp/confirm", { body: { code } });
  rememberCsrfToken(answer.csrf_token);
  return answer;
}

export function useConfirmTotp() {
  return useMutation({ mutationFn: confirmTotp });
}
