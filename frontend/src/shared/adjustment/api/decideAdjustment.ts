/** POST /adjustments/{id}/approve, /reject and /cancel: what becomes of a waiting request. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Adjustment } from "../types";
import { adjustmentsKey } from "./listAdjustments";

export type Verdict = "approve" | "reject" | "cancel";

export interface DecisionAsk {
  verdict: Verdict;
  operatorId: string;
  adjustmentId: string;
  reason: string;
  requestId: string;
}

export function decideAdjustment(ask: DecisionAsk): Promise<Adjustment> {
  return request<Adjustment>("POST", `/adjustments/${encodeURIComponent(ask.adjustmentId)}/${ask.verdict}`, {
    body: {
      operator_id: ask.operatorId,
      request_id: ask.requestId,
      ...(ask.verdict === "cancel" ? {} : { reason: ask.reason }),
    },
  });
}

export function useDecideAdjustment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: decideAdjustment,
    onSettled: async () => {
      for (const key of [["player"], ["player-balance-history"], ["player-overview"], ["players"], ["audit-events"]])
        void client.invalidateQueries({ queryKey: key });
      await client.invalidateQueries({ queryKey: adjustmentsKey });
    },
  });
}
