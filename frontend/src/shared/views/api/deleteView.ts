/** DELETE /views/{id}. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { viewsQuery } from "./listViews";

export function useDeleteView(surface: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>("DELETE", `/views/${id}`),
    onSettled: () => void client.invalidateQueries(viewsQuery(surface)),
  });
}
