/** The id of one decision, kept across its retries, so that however often it is sent it is carried out once. */
import { useState } from "react";
import { ApiError, newRequestId } from "@/shared/api/client";

/** Whether a failed write may have been carried out all the same: no answer, or one from in between. */
export function isUnsure(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Whether an earlier attempt under the same id, with other content, was carried out. */
export function isReused(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "REQUEST_ID_REUSED";
}

/** After a clear refusal the next attempt is a new decision; after an unclear outcome it is still the same one. */
export function useRequestId() {
  const [id, setId] = useState(newRequestId);
  return {
    id,
    /** What comes next is another decision. */
    renew: () => setId(newRequestId()),
    failed: (error: unknown) => {
      if (!isUnsure(error) && !isReused(error)) setId(newRequestId());
    },
  };
}
