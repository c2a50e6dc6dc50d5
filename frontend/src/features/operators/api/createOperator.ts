/** POST /operators: a new operator of a company, pending until it goes live. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import { overviewKey } from "./getOverview";
import type { Operator } from "./types";

export interface NewOperator {
  companyId: string;
  name: string;
  timezone: string;
  currency: string;
  requestId: string;
}

export function useCreateOperator() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ companyId, requestId, ...rest }: NewOperator) =>
      request<Operator>("POST", "/operators", {
        body: { ...rest, company_id: companyId, status: "pending", request_id: requestId },
      }),
    onSuccess: async () => {
      void client.invalidateQueries({ queryKey: overviewKey });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}
