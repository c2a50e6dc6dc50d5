/** The countries of the answer in the currency shown, and the table of them that can be taken away. */
import type { TFunction } from "i18next";
import type { Sheet } from "@/shared/exporting/sheet";
import { figureText, kindOf } from "@/shared/figure/figure";
import type { Format } from "@/shared/format/useFormat";
import type { Dashboard, TopRegion } from "../api/types";

export const REGION_METRICS = [
  "ggr",
  "turnover",
  "deposits",
  "withdrawals",
  "registrations",
  "active_players",
  "bets",
] as const;
export type RegionMetric = (typeof REGION_METRICS)[number];

export function regionsOf(dashboard: Pick<Dashboard, "top_regions">, currency: string | null): TopRegion[] {
  return (dashboard.top_regions ?? []).filter((row) => row.currency === currency);
}

interface Words {
  t: TFunction<"dashboard">;
  figure: TFunction<"figure">;
  unknown: string;
  format: Format;
}

export function regionSheet(
  rows: readonly TopRegion[],
  title: string,
  subtitle: string,
  { t, figure, unknown, format }: Words,
): Sheet {
  return {
    title,
    subtitle,
    columns: [
      { title: t("regions.region") },
      { title: t("rates.currency") },
      ...REGION_METRICS.map((metric) => ({ title: figure(`metric.${metric}`), numeric: true })),
    ],
    rows: rows.map((row) => [
      { raw: row.country, text: row.country ? format.country(row.country) : unknown },
      { raw: row.currency, text: row.currency },
      ...REGION_METRICS.map((metric) => ({
        raw: row[metric] ?? null,
        text: figureText(row[metric], kindOf(metric), row.currency, format),
      })),
    ]),
  };
}
