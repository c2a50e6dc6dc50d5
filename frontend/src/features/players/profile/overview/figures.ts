/** Picks what the overview shows out of the answer: currencies, the figures of a period, and series by day. */
import type { LocalDate, SeriesPoint } from "@/shared/api/types";
import { addDays } from "@/shared/period/period";
import type { Figures, Overview } from "../../api/getOverview";

export const DAYS = 30;
export type MoneyFigure = "deposits" | "withdrawals" | "turnover" | "payouts" | "ggr" | "ngr" | "bonuses";

/** The currencies with figures; the player's own first. */
export function currenciesOf(overview: Overview, own: string | null): string[] {
  const found = new Set(overview.periods.flatMap((period) => period.figures.map((each) => each.currency)));
  return [...found].sort((a, b) => Number(b === own) - Number(a === own) || a.localeCompare(b));
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
