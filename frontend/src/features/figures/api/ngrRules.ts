/** GET and POST /ngr-rules: by what NGR goes, and from when. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { NgrRates, NgrRuleVersion } from "./types";

export function useNgrRules(operatorId: string) {
  return useQuery({
    queryKey: ["ngr-rules", operatorId],
    queryFn: async ({ signal }) =>
      (await request<{ items: NgrRuleVersion[] }>("GET", "/ngr-rules", { query: { operator_id: operatorId }, signal }))
        .items,
  });
}

export interface NewRule extends NgrRates {
  effective_from: string;
  reason: string;
  /** The newest that was seen: somebody else's in between is not passed over. */
  newest_version: number;
  request_id: string;
}

export function useAddNgrRule(operatorId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: NewRule) =>
      request<NgrRuleVersion>("POST", "/ngr-rules", { body: { operator_id: operatorId, ...rule } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["ngr-rules", operatorId] }),
  });
}
