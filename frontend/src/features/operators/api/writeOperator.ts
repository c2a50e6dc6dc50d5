/** What is done to an operator: settings, steps to another status, schedules, closing. Each answers its newest state. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import type { Instant, Money } from "@/shared/api/types";
import { operatorKey } from "./getOperator";
import { overviewKey } from "./getOverview";
import { historyKey } from "./listHistory";
import type { Operator, OperatorStatus } from "./types";

interface Decided {
  reason: string;
  requestId: string;
}

interface Seen extends Decided {
  revision: number;
}

/** The values that are to change; "" takes a jurisdiction or a licence away. */
export interface SettingsChange {
  name?: string;
  timezone?: string;
  currency?: string;
  jurisdiction?: string;
  licence?: string;
  languages?: string[];
  balance_thresholds?: Money[];
  allowed_ips?: string[];
}

export type OperatorAsk =
  | ({ kind: "change"; changes: SettingsChange } & Seen)
  | ({
      kind: "step";
      to: OperatorStatus;
      at: Instant | null;
      until: Instant | null;
      allowedIps?: readonly string[];
      message?: string;
    } & Seen)
  | ({ kind: "cancel" } & Seen)
  | ({ kind: "ask_close" | "approve_close" | "withdraw_close" } & Decided);

const CLOSING = { ask_close: "close", approve_close: "close/approve", withdraw_close: "close/withdraw" } as const;

function write(id: string, ask: OperatorAsk): Promise<Operator> {
  const path = `/operators/${encodeURIComponent(id)}`;
  const decided = { reason: ask.reason, request_id: ask.requestId };
  switch (ask.kind) {
    case "change":
      return request("PATCH", path, { body: { ...ask.changes, revision: ask.revision, ...decided } });
    case "step":
      return request("POST", `${path}/status`, {
        body: {
          to: ask.to,
          at: ask.at,
          until: ask.until,
          ...(ask.allowedIps ? { allowed_ips: ask.allowedIps } : {}),
          ...(ask.message ? { message: ask.message } : {}),
          revision: ask.revision,
          ...decided,
        },
      });
    case "cancel":
      return request("DELETE", `${path}/schedule`, { body: { revision: ask.revision, ...decided } });
    default:
      return request("POST", `${path}/${CLOSING[ask.kind]}`, { body: decided });
  }
}

export function useOperatorWrite(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: OperatorAsk) => write(id, ask),
    // After a refusal too: the newest state is what the next attempt is about.
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: historyKey(id) });
      void client.invalidateQueries({ queryKey: overviewKey });
      void client.invalidateQueries({ queryKey: ["audit-events"] });
      // The directory of whoever is signed in names operators, their zones and statuses.
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      await client.invalidateQueries({ queryKey: operatorKey(id) });
    },
  });
}
