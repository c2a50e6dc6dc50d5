/** GET /adjustment-limits: up to how much one person may credit or debit alone. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { AdjustmentLimits } from "../types";

export const limitsKey = (operatorId: string) => ["adjustment-limits", operatorId];

export function useAdjustmentLimits(operatorId: string) {
  return useQuery({
    queryKey: limitsKey(operatorId),
    queryFn: ({ signal }) =>
      request<AdjustmentLimits>("GET", "/adjustment-limits", { signal, query: { operator_id: operatorId } }),
  });
}
