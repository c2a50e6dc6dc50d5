/** Where the players are: the countries of the world, coloured by what they brought. The table beside it has them all. */
import { useQuery } from "@tanstack/react-query";
import { Select, Skeleton, theme } from "antd";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChartHandle } from "@/shared/chart/Chart";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import { figureText, kindOf } from "@/shared/figure/figure";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { useDark } from "@/shared/ui/DarkContext";
import { Problem } from "@/shared/ui/Problem";
import { usePatchParams } from "@/shared/url/params";
import type { CardProps } from "../card";
import styles from "../cards.module.css";
import { REGION_METRICS, type RegionMetric, regionSheet, regionsOf } from "../regions";
import { scaleOf, shadesOf } from "../shades";
import { loadShapes } from "./world";

const Chart = lazy(() => import("@/shared/chart/Chart"));

/** Registers the shapes with ECharts, once. */
function useWorld() {
  return useQuery({
    queryKey: ["world-shapes"],
    queryFn: async () => {
      const [shapes, { registerMap }] = await Promise.all([loadShapes(), import("@/shared/chart/echarts")]);
      registerMap("world", shapes as Parameters<typeof registerMap>[1]);
      return new Set(shapes.features.map((each) => String(each.properties?.name)));
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

export function MapCard({ dashboard, currency, about }: CardProps) {
  const { t, i18n } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const { token } = theme.useToken();
  const dark = useDark();
  const [search, patch] = usePatchParams();
  const handle = useRef<ChartHandle>(null);
  const world = useWorld();
  const metric: RegionMetric = REGION_METRICS.find((each) => each === search.get("map")) ?? "ggr";
  const rows = useMemo(() => regionsOf(dashboard, currency), [dashboard, currency]);
  const text = (value: string | number) => figureText(value, kindOf(metric), currency, format);
  const title = t("card.map");
  const lost = rows.filter((row) => row.country && world.data && !world.data.has(row.country));

  const option = useMemo(() => {
    const values = rows.map((row) => toNumber(row[metric]));
    const shades = shadesOf(dark);
    const scale = scaleOf(values, shades);
    const exact = new Map(rows.map((row) => [row.country, row]));
    return {
      textStyle: { fontFamily: token.fontFamily, color: token.colorText },
      tooltip: {
        confine: true,
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorderSecondary,
        textStyle: { color: token.colorText, fontSize: 13 },
        formatter: ({ name }: { name: string }) => {
          const row = exact.get(name);
          const country = /^[A-Z]{2}$/.test(name) ? format.country(name) : name;
          return row ? `${country}<br><b>${figureText(row[metric], kindOf(metric), currency, format)}</b>` : country;
        },
      },
      visualMap: {
        min: scale.min,
        max: scale.max,
        inRange: { color: scale.colors },
        orient: "horizontal",
        left: "center",
        bottom: 0,
        itemWidth: 10,
        itemHeight: 150,
        text: [format.compact(scale.max), format.compact(scale.min)],
        textStyle: { color: token.colorTextTertiary },
      },
      series: [
        {
          type: "map",
          map: "world",
          roam: false,
          top: 0,
          bottom: 30,
          left: 0,
          right: 0,
          selectedMode: false,
          itemStyle: { areaColor: shades.none, borderColor: token.colorBorder, borderWidth: 0.5 },
          emphasis: { label: { show: false }, itemStyle: { areaColor: token.colorWarning } },
          data: rows.map((row) => ({ name: row.country, value: toNumber(row[metric]) })),
        },
      ],
    };
  }, [rows, metric, dark, token, format, currency]);

  return (
    <Card
      title={title}
      extra={
        <>
          <Select<RegionMetric>
            aria-label={t("regions.metric")}
            size="small"
            value={metric}
            popupMatchSelectWidth={false}
            options={REGION_METRICS.map((value) => ({ value, label: figure(`metric.${value}`) }))}
            onChange={(value) => patch({ map: value === "ggr" ? null : value }, { replace: true })}
          />
          {rows.length > 0 ? (
            <ExportMenu
              title={title}
              sheet={() => regionSheet(rows, title, about, { t, figure, unknown: shared("unknown"), format })}
              drawing={() => handle.current?.drawing() ?? null}
            />
          ) : null}
        </>
      }
    >
      {rows.length === 0 ? (
        <Blank title={t("regions.none")} />
      ) : world.isError ? (
        <Problem error={world.error} onRetry={() => void world.refetch()} />
      ) : world.data ? (
        <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: 268 }} />}>
          <Chart
            option={option}
            handle={handle}
            description={t("regions.description", { metric: figure(`metric.${metric}`) })}
          />
        </Suspense>
      ) : (
        <Skeleton.Node active style={{ width: "100%", height: 268 }} />
      )}
      {lost.length > 0 ? (
        <p className={styles.unmapped}>
          {t("regions.small", {
            countries: new Intl.ListFormat(i18n.language).format(
              lost.slice(0, 8).map((row) => `${format.country(row.country)} ${text(row[metric])}`),
            ),
          })}
        </p>
      ) : null}
    </Card>
  );
}
