/** POST /players/bulk/preview: what a bulk action would do, without doing it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { BulkAction, BulkPreview, PlayersFilter } from "../types";

export interface PreviewAsk {
  operator_id: string;
  filter: PlayersFilter;
  action: BulkAction;
}

export function previewBulk(ask: PreviewAsk, signal?: AbortSignal): Promise<BulkPreview> {
  return request<BulkPreview>("POST", "/players/bulk/preview", { signal, body: ask });
}

/** Looked at anew each time, as who is found changes. */
export function usePreviewBulk(ask: PreviewAsk | null) {
  return useQuery({
    queryKey: ["bulk-preview", ask],
    queryFn: ({ signal }) => previewBulk(ask as PreviewAsk, signal),
    enabled: ask !== null,
    staleTime: 0,
    gcTime: 0,
  });
}
