/** The hours of the week, each coloured by what fell into it; as a table the same figures. */
import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Select, Skeleton, Table, type TableColumnsType, theme } from "antd";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChartHandle } from "@/shared/chart/Chart";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import type { Sheet } from "@/shared/exporting/sheet";
import { figureText, kindOf } from "@/shared/figure/figure";
import type { FigureValue } from "@/shared/figure/types";
import { isZero, toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { useDark } from "@/shared/ui/DarkContext";
import { IconButton } from "@/shared/ui/IconButton";
import { usePatchParams } from "@/shared/url/params";
import { HEAT_METRICS, type HeatMetric } from "../api/types";
import { heatOf } from "../figures";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { scaleOf, shadesOf } from "./shades";

const Chart = lazy(() => import("@/shared/chart/Chart"));
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

const hourText = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

export function HeatCard({ dashboard, currency, about }: CardProps) {
  const { t, i18n } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const { token } = theme.useToken();
  const dark = useDark();
  const [search, patch] = usePatchParams();
  const [asTable, setAsTable] = useState(false);
  const handle = useRef<ChartHandle>(null);
  const metric: HeatMetric = HEAT_METRICS.find((each) => each === search.get("heat")) ?? "ggr";
  const heat = heatOf(dashboard, metric, currency);
  const cells = useMemo(
    () => new Map((heat?.cells ?? []).map((cell) => [`${cell.weekday} ${cell.hour}`, cell.value])),
    [heat],
  );
  const at = (weekday: number, hour: number): FigureValue => cells.get(`${weekday} ${hour}`) ?? null;
  const some = (heat?.cells ?? []).some((cell) => cell.value !== null && !isZero(cell.value));
  const days = useMemo(() => {
    const names = new Intl.DateTimeFormat(i18n.language, { weekday: "short", timeZone: "UTC" });
    return WEEKDAYS.map((weekday) => names.format(new Date(MONDAY + (weekday - 1) * 86_400_000)));
  }, [i18n.language]);
  const named = figure(`metric.${metric}`);

  const option = useMemo(() => {
    const data = (heat?.cells ?? []).flatMap((cell) =>
      cell.value === null ? [] : [[cell.hour, cell.weekday - 1, toNumber(cell.value)]],
    );
    const scale = scaleOf(
      data.map(([, , value]) => value ?? 0),
      shadesOf(dark),
    );
    const axis = { axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false } };
    return {
      animationDuration: 350,
      textStyle: { fontFamily: token.fontFamily, color: token.colorText },
      grid: { left: 4, right: 8, top: 8, bottom: 34, containLabel: true },
      tooltip: {
        confine: true,
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorderSecondary,
        textStyle: { color: token.colorText, fontSize: 13 },
        formatter: ({ value }: { value: [number, number, number] }) => {
          const [hour, day] = value;
          const exact = cells.get(`${day + 1} ${hour}`) ?? null;
          return `${days[day] ?? ""} ${hourText(hour)}<br><b>${figureText(exact, kindOf(metric), heat?.currency, format)}</b>`;
        },
      },
      xAxis: {
        type: "category",
        data: HOURS.map((hour) => String(hour).padStart(2, "0")),
        axisLabel: { color: token.colorTextTertiary, hideOverlap: true },
        ...axis,
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: days,
        axisLabel: { color: token.colorTextTertiary },
        ...axis,
      },
      visualMap: {
        min: scale.min,
        max: scale.max,
        inRange: { color: scale.colors },
        calculable: false,
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
          type: "heatmap",
          name: named,
          data,
          itemStyle: { borderColor: token.colorBgContainer, borderWidth: 1.5, borderRadius: 3 },
          emphasis: { itemStyle: { borderColor: token.colorText } },
        },
      ],
    };
  }, [heat, cells, days, dark, token, format, metric, named]);

  const title = t("card.heat");
  const sheet = (): Sheet => ({
    title: `${title}: ${named}`,
    subtitle: about,
    columns: [{ title: t("heat.hour") }, ...days.map((day) => ({ title: day, numeric: true }))],
    rows: HOURS.map((hour) => [
      { raw: hourText(hour), text: hourText(hour) },
      ...WEEKDAYS.map((weekday) => ({
        raw: at(weekday, hour),
        text: figureText(at(weekday, hour), kindOf(metric), heat?.currency, format),
      })),
    ]),
  });
  const columns: TableColumnsType<{ hour: number }> = [
    { key: "hour", title: t("heat.hour"), rowScope: "row", render: (_, { hour }) => hourText(hour) },
    ...WEEKDAYS.map((weekday, index) => ({
      key: String(weekday),
      title: days[index] ?? "",
      align: "right" as const,
      render: (_: unknown, { hour }: { hour: number }) =>
        figureText(at(weekday, hour), kindOf(metric), heat?.currency, format),
    })),
  ];
  return (
    <Card
      title={title}
      note={t(metric === "active_players" ? "heat.average" : "heat.sum")}
      extra={
        <>
          <Select<HeatMetric>
            aria-label={t("heat.metric")}
            size="small"
            value={metric}
            popupMatchSelectWidth={false}
            options={HEAT_METRICS.map((value) => ({ value, label: figure(`metric.${value}`) }))}
            onChange={(value) => patch({ heat: value === "ggr" ? null : value }, { replace: true })}
          />
          {some ? (
            <>
              <IconButton
                label={shared(asTable ? "chart.asChart" : "chart.asTable", { chart: title })}
                icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
                aria-pressed={asTable}
                onClick={() => setAsTable((now) => !now)}
              />
              <ExportMenu title={title} sheet={sheet} drawing={() => handle.current?.drawing() ?? null} />
            </>
          ) : null}
        </>
      }
    >
      {!some ? (
        <Blank title={shared("chart.empty")} />
      ) : asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <div className={styles.scroll} role="region" aria-label={shared("chart.table", { chart: title })} tabIndex={0}>
          <Table<{ hour: number }>
            aria-label={title}
            rowKey="hour"
            size="small"
            columns={columns}
            dataSource={HOURS.map((hour) => ({ hour }))}
            pagination={false}
          />
        </div>
      ) : (
        <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: 268 }} />}>
          <Chart option={option} handle={handle} description={t("heat.description", { metric: named })} />
        </Suspense>
      )}
    </Card>
  );
}
