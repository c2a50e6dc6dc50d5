/** Keeps the dashboard's figures moving for as long as it is on screen. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { apiUrl } from "@/shared/api/client";
import { liveKey } from "./api/getDashboard";
import { connectStream, type StreamState } from "./stream";

export function useDashboardStream(operatorIds: readonly string[]): StreamState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>("connecting");
  const joined = operatorIds.join(",");
  useEffect(() => {
    const ids = joined.split(",");
    return connectStream({
      open: () => new EventSource(apiUrl("/dashboard/stream", { operator_id: ids })),
      onState: setState,
      onFigures: () => void client.invalidateQueries({ queryKey: liveKey(ids) }),
    });
  }, [joined, client]);
  return state;
}
