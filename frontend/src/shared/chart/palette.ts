/** One colour per metric, the same in every chart, for light and dark. */
import type { Metric } from "@/shared/figure/types";
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
  hold: "#7c6f64",
  ftd_amount: "#8a57b5",
  bonus_cost: "#b0487a",
  arpu: "#3b6fb0",
  average_deposit: "#1f9374",
  pending_withdrawals: "#c8553d",
  player_balances: "#0d6f77",
  online_now: "#1f9374",
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
  hold: "#bdb1a5",
  ftd_amount: "#c197ea",
  bonus_cost: "#e58ab4",
  arpu: "#79a9e8",
  average_deposit: "#5bd0a9",
  pending_withdrawals: "#f08a72",
  player_balances: "#4ec3c9",
  online_now: "#5bd0a9",
};

export function usePalette(): Record<Metric, string> {
  return useDark() ? DARK : LIGHT;
}
