/** What a decision stands on: the revision that was looked at, and the id of the decision. */
import { useState } from "react";
import { useRequestId } from "./requestId";
import { isStale } from "./stale";

/** `current` is the newest revision that this page knows. */
export function useSeen(current: number) {
  const request = useRequestId();
  // The state at which the dialog was opened; after it proved outdated, the newest, which the dialog then announces.
  const [seen, setSeen] = useState<number | null>(current);
  return {
    requestId: request.id,
    revision: seen ?? current,
    failed: (error: unknown) => {
      request.failed(error);
      if (isStale(error)) setSeen(null);
    },
  };
}
