/** NGR rules as people read and type them: shares in percent, and the formula that they make. */
import { type NgrRates, SHARES, type Share } from "../api/types";

/** Of what each share is taken. */
export const OF: Record<Share, "bonus_cost" | "ggr" | "deposits" | "turnover"> = {
  bonus_cost_bps: "bonus_cost",
  gaming_tax_bps: "ggr",
  provider_fee_bps: "ggr",
  payment_fee_bps: "deposits",
  jackpot_bps: "turnover",
};

export const NOTHING: NgrRates = {
  bonus_cost_bps: 0,
  gaming_tax_bps: 0,
  provider_fee_bps: 0,
  payment_fee_bps: 0,
  jackpot_bps: 0,
};

/** "12.5" percent is 1250 basis points; null for what is none, above 100 or finer than a basis point. */
export function bpsOf(percent: number | null | undefined): number | null {
  if (percent === null || percent === undefined || !Number.isFinite(percent)) return null;
  const bps = Math.round(percent * 100);
  return bps >= 0 && bps <= 10_000 && Math.abs(bps - percent * 100) < 1e-6 ? bps : null;
}

/** "GGR − 12% GGR − bonus cost": what the rule would say. */
export function formulaOf(
  rates: NgrRates,
  words: { ggr: string; part: (share: Share, percent: number) => string },
): string {
  const parts = SHARES.filter((share) => rates[share] > 0).map((share) => words.part(share, rates[share] / 10_000));
  return [words.ggr, ...parts].join(" − ");
}
