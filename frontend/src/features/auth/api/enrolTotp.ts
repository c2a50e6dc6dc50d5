/** POST /auth/totp/enrol: a fresh secret to bind an authenticator app with. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { TotpEnrolment } from "@/shared/api/types";

export function enrolTotp(): Promise<TotpEnrolment> {
  return request<TotpEnrolment>("POST", "/auth/totp/enrol", { body: {} });
}

/** Asked once per visit of the step: asking again would void the code already on the screen. */
export function useTotpEnrolment() {
  return useQuery({
    queryKey: ["totp-enrolment"],
    queryFn: enrolTotp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
