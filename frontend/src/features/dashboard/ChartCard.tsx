/** One chart of the dashboard: the metrics it shows, this period and the one before. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Plot } from "@/shared/chart/option";
import { PlotCard } from "@/shared/chart/PlotCard";
import { usePalette } from "@/shared/chart/palette";
import type { Metric } from "@/shared/figure/types";
import type { Dashboard } from "./api/types";
import { seriesOf } from "./figures";

export interface PlotSpec {
  metric: Metric;
  shape: "line" | "bar";
  rightAxis?: boolean;
}

interface Props {
  name: "revenue" | "cash" | "volume" | "people";
  dashboard: Dashboard;
  currency: string | null;
  specs: readonly PlotSpec[];
}

export function ChartCard({ name, dashboard, currency, specs }: Props) {
  const { t } = useTranslation("dashboard");
  const palette = usePalette();
  const interval = dashboard.interval ?? "day";
  const plots = useMemo(
    () =>
      specs.flatMap((spec): Plot[] => {
        const series = seriesOf(dashboard, spec.metric, currency);
        const metric = t(`metric.${spec.metric}`);
        return series
          ? [
              {
                name: metric,
                previousName: t("chart.previous", { metric }),
                series,
                shape: spec.shape,
                color: palette[spec.metric],
                rightAxis: spec.rightAxis ?? false,
              },
            ]
          : [];
      }),
    [specs, dashboard, currency, palette, t],
  );
  return (
    <PlotCard
      title={t(`chart.${name}`)}
      note={`${t(interval === "hour" ? "chart.byHour" : "chart.byDay")} · ${t("chart.dashed")}`}
      plots={plots}
      interval={interval}
    />
  );
}
