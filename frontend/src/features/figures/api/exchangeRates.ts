/** GET and PUT /exchange-rates: by what amounts become the company's reporting currency. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { ExchangeRate } from "./types";

export interface RatesAsk {
  companyId: string;
  cursor: string | null;
  limit: number;
}

export function useExchangeRates(ask: RatesAsk) {
  const { companyId, ...rest } = ask;
  return useQuery({
    queryKey: ["exchange-rates", companyId, rest],
    queryFn: ({ signal }) =>
      request<Page<ExchangeRate>>("GET", "/exchange-rates", { query: { company_id: companyId, ...rest }, signal }),
    placeholderData: (old, oldQuery) => (oldQuery?.queryKey[1] === companyId ? old : undefined),
  });
}

export interface NewRates {
  day: string;
  rates: { base: string; quote: string; rate: string }[];
  source: string;
  reason: string;
  request_id: string;
}

export function usePutExchangeRates(companyId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rates: NewRates) =>
      request<{ items: ExchangeRate[] }>("PUT", "/exchange-rates", { body: { company_id: companyId, ...rates } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["exchange-rates", companyId] }),
  });
}
