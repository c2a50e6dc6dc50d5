/** POST /adjustments: asks for a manual credit or debit; done at once up to the limit, waiting above it. */
import type { Adjustment, AdjustmentKind } from "@/shared/adjustment/types";
import { request } from "@/shared/api/client";
import type { Money } from "@/shared/api/types";
import { type PlayerTarget, usePlayerWrite } from "./usePlayerWrite";

export interface RequestAdjustmentAsk {
  kind: AdjustmentKind;
  amount: Money;
  reason: string;
  document: { name: string; content_type: string; content_base64: string } | null;
  /** Kept across repeats of one decision, so that the money moves once. */
  requestId: string;
}

export function requestAdjustment({ operatorId, playerId }: PlayerTarget, ask: RequestAdjustmentAsk) {
  return request<Adjustment>("POST", "/adjustments", {
    body: {
      operator_id: operatorId,
      player_id: playerId,
      kind: ask.kind,
      amount: ask.amount,
      reason: ask.reason,
      document: ask.document,
      request_id: ask.requestId,
    },
  });
}

export function useRequestAdjustment(target: PlayerTarget) {
  return usePlayerWrite(target, requestAdjustment);
}
