/** GET and PUT /ticket-settings: business hours, targets and categories of an operator. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { TicketSettings } from "../types";
import { countsKey } from "./getCounts";
import { ticketsKey } from "./listTickets";

export interface KeptSettings {
  settings: TicketSettings;
  /** 0 for those that nobody has set. */
  revision: number;
}

const settingsKey = (operatorId: string) => ["ticket-settings", operatorId];

export function useTicketSettings(operatorId: string) {
  return useQuery({
    queryKey: settingsKey(operatorId),
    queryFn: ({ signal }) =>
      request<KeptSettings>("GET", "/ticket-settings", { signal, query: { operator_id: operatorId } }),
    staleTime: 60_000,
  });
}

export interface SettingsAsk extends KeptSettings {
  reason: string;
  requestId: string;
}

export function useSetTicketSettings(operatorId: string) {
  const client = useQueryClient();
  return useMutation<KeptSettings, Error, SettingsAsk>({
    mutationFn: ({ requestId, ...rest }) =>
      request("PUT", "/ticket-settings", { body: { operator_id: operatorId, request_id: requestId, ...rest } }),
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ticketsKey(operatorId) });
      void client.invalidateQueries({ queryKey: countsKey(operatorId) });
      void client.invalidateQueries({ queryKey: ["ticket", operatorId] });
      await client.invalidateQueries({ queryKey: settingsKey(operatorId) });
    },
  });
}
