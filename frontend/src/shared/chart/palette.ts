/** One colour per metric, the same in every chart, for light and dark. */
import type { Metric } from "@/shared/api/types";
import { useDark } from "@/shared/ui/DarkContext";

const LIGHT: Record<Metric, string> = {
  ggr: "#0d6f77",
  ngr: "#d18a12",
  turnover: "#3b6fb0",
  bets: "#8a57b5",
  deposits: "#1f9374",
  withdrawals: "#c8553d",
  active_players: "#0d6f77",
  registrations: "#d18a12",
  payouts: "#7c6f64",
  ftd_count: "#8a57b5",
  net_deposits: "#3b6fb0",
};

const DARK: Record<Metric, string> = {
  ggr: "#4ec3c9",
  ngr: "#f0b64a",
  turnover: "#79a9e8",
  bets: "#c197ea",
  deposits: "#5bd0a9",
  withdrawals: "#f08a72",
  active_players: "#4ec3c9",
  registrations: "#f0b64a",
  payouts: "#bdb1a5",
  ftd_count: "#c197ea",
  net_deposits: "#79a9e8",
};

export function usePalette(): Record<Metric, string> {
  return useDark() ? DARK : LIGHT;
}
