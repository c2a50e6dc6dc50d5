/** How many requests of the operator wait for the reader's decision: those of others. */
import { useAdjustments } from "@/shared/adjustment/api/listAdjustments";

/** Beyond this many the exact number helps nobody. */
export const MOST = 99;
const REFRESH_MS = 60_000;

export function useWaiting(operatorId: string | null): number {
  const waiting = useAdjustments(
    { operatorId: operatorId ?? "", state: "waiting", cursor: null, limit: MOST + 1 },
    REFRESH_MS,
    operatorId !== null,
  );
  return waiting.data?.items.filter((each) => !each.own).length ?? 0;
}
