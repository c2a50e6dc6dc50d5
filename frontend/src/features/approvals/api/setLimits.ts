/** PUT /adjustment-limits: up to how much one person suffices; a currency that is not named has no limit any more. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { limitsKey } from "@/shared/adjustment/api/getAdjustmentLimits";
import type { AdjustmentLimits } from "@/shared/adjustment/types";
import { request } from "@/shared/api/client";
import type { Money } from "@/shared/api/types";

export interface SetLimitsAsk {
  limits: Money[];
  reason: string;
  revision: number;
  requestId: string;
}

export function useSetLimits(operatorId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: SetLimitsAsk) =>
      request<AdjustmentLimits>("PUT", "/adjustment-limits", {
        body: {
          operator_id: operatorId,
          limits: ask.limits,
          reason: ask.reason,
          revision: ask.revision,
          request_id: ask.requestId,
        },
      }),
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      await client.invalidateQueries({ queryKey: limitsKey(operatorId) });
    },
  });
}
