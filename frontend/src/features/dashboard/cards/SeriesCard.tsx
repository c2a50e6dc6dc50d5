/** One chart over time: the metrics it shows, in this period and, where one is compared with, in the earlier one. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Plot } from "@/shared/chart/option";
import { PlotCard } from "@/shared/chart/PlotCard";
import { usePalette } from "@/shared/chart/palette";
import { kindOf } from "@/shared/figure/figure";
import type { Metric } from "@/shared/figure/types";
import { seriesOf } from "../figures";
import type { CardProps } from "./card";

interface PlotSpec {
  metric: Metric;
  shape: "line" | "bar";
  rightAxis?: boolean;
}

export type SeriesName = "revenue" | "cash" | "people" | "volume";

const SPECS: Record<SeriesName, readonly PlotSpec[]> = {
  revenue: [
    { metric: "ggr", shape: "line" },
    { metric: "ngr", shape: "line" },
  ],
  cash: [
    { metric: "deposits", shape: "bar" },
    { metric: "withdrawals", shape: "bar" },
  ],
  people: [
    { metric: "active_players", shape: "line" },
    { metric: "registrations", shape: "line" },
  ],
  volume: [
    { metric: "turnover", shape: "bar" },
    { metric: "bets", shape: "line", rightAxis: true },
  ],
};

export function SeriesCard({ name, dashboard, currency, about }: CardProps & { name: SeriesName }) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const palette = usePalette();
  const interval = dashboard.interval ?? "day";
  const compared = dashboard.previous_from !== null;
  const plots = useMemo(
    () =>
      SPECS[name].flatMap((spec): Plot[] => {
        const series = seriesOf(dashboard, spec.metric, currency);
        const metric = figure(`metric.${spec.metric}`);
        return series
          ? [
              {
                name: metric,
                ...(compared ? { previousName: t("chart.previous", { metric }) } : {}),
                series,
                shape: spec.shape,
                kind: kindOf(spec.metric),
                color: palette[spec.metric],
                rightAxis: spec.rightAxis ?? false,
              },
            ]
          : [];
      }),
    [name, dashboard, currency, palette, compared, t, figure],
  );
  const by = t(interval === "hour" ? "chart.byHour" : "chart.byDay");
  return (
    <PlotCard
      title={t(`card.${name}`)}
      note={compared ? `${by} · ${t("chart.dashed")}` : by}
      plots={plots}
      interval={interval}
      about={about}
    />
  );
}
