/** POST /staff, /staff/{id}/disable and /enable: accounts are made, shut and opened. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { staffKey } from "./listStaff";
import type { Person } from "./types";

export interface Invitation {
  email: string;
  name: string;
  role: string;
  company_id: string;
  /** Null for all operators of the company. */
  operator_id: string | null;
  request_id: string;
}

export interface Invited {
  staff: Person;
  /** To hand over; it is told once. */
  initial_password: string;
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Invitation) => request<Invited>("POST", "/staff", { body }),
    onSettled: () => void client.invalidateQueries({ queryKey: staffKey }),
  });
}

export interface AccountStep {
  id: string;
  step: "disable" | "enable";
  reason: string;
  requestId: string;
}

export function useAccountStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, step, reason, requestId }: AccountStep) =>
      request<Person>("POST", `/staff/${encodeURIComponent(id)}/${step}`, { body: { reason, request_id: requestId } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      return client.invalidateQueries({ queryKey: staffKey });
    },
  });
}
