/** Picks what the overview shows out of the answer: currencies, the figures of a period, and series by day. */
import type { LocalDate } from "@/shared/api/types";
import type { SeriesPoint } from "@/shared/figure/types";
import { isZero } from "@/shared/format/decimal";
import { addDays } from "@/shared/period/period";
import type { Figures, Overview } from "../../api/getOverview";

export const DAYS = 30;
export type MoneyFigure = "deposits" | "withdrawals" | "turnover" | "payouts" | "ggr" | "ngr" | "bonuses";

const MONEY = ["deposits", "withdrawals", "turnover", "payouts", "bonuses"] as const;

function moved(figures: Figures): boolean {
  return MONEY.some((name) => !isZero(figures[name]));
}

/** The currencies of the player; those in which money moved first, among them the player's own. */
export function currenciesOf(overview: Overview, own: string | null): string[] {
  const all = overview.periods.flatMap((period) => period.figures);
  const used = new Set(all.filter(moved).map((each) => each.currency));
  const rank = (currency: string) => Number(used.has(currency)) * 2 + Number(currency === own);
  return [...new Set(all.map((each) => each.currency))].sort((a, b) => rank(b) - rank(a) || a.localeCompare(b));
}

export function figuresOf(overview: Overview, period: Overview["periods"][number]["name"], currency: string | null) {
  return (
    overview.periods.find((each) => each.name === period)?.figures.find((each) => each.currency === currency) ?? null
  );
}

/** One point for each of the last 30 days until today, zero where the player did nothing. */
export function byDay(overview: Overview, currency: string, figure: MoneyFigure, today: LocalDate): SeriesPoint[] {
  const known = new Map<string, Figures | undefined>(
    overview.days.map((day) => [day.date, day.figures.find((each) => each.currency === currency)]),
  );
  return Array.from({ length: DAYS }, (_, index) => {
    const at = addDays(today, index - DAYS + 1);
    return { at, value: known.get(at)?.[figure] ?? "0" };
  });
}
