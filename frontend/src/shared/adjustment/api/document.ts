/** GET /adjustments/{id}/document: where the document that came with a request is downloaded from. */
import { apiUrl } from "@/shared/api/client";

export function documentUrl(operatorId: string, adjustmentId: string): string {
  return apiUrl(`/adjustments/${encodeURIComponent(adjustmentId)}/document`, { operator_id: operatorId });
}
