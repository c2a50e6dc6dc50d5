/** One chart in its card, with the same figures as a table one button away. */
import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Skeleton, Table, type TableColumnsType, theme } from "antd";
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import type { Sheet, SheetCell } from "@/shared/exporting/sheet";
import { isZero } from "@/shared/format/decimal";
import { type Format, useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { IconButton } from "@/shared/ui/IconButton";
import type { ChartHandle } from "./Chart";
import { chartOption, type Plot, plotText, timeline } from "./option";
import styles from "./PlotCard.module.css";

const Chart = lazy(() => import("./Chart"));

interface Props {
  title: string;
  note?: ReactNode;
  plots: readonly Plot[];
  interval: "hour" | "day";
  /** What the figures are about, for who takes them away; without it there is nothing to take. */
  about?: string;
  extra?: ReactNode;
}

interface TableRow {
  at: string;
  [column: string]: string;
}

export function PlotCard({ title, note, plots, interval, about, extra }: Props) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const { token } = theme.useToken();
  const [asTable, setAsTable] = useState(false);
  const handle = useRef<ChartHandle>(null);

  const option = useMemo(
    () =>
      chartOption(
        plots,
        interval,
        {
          text: token.colorText,
          faint: token.colorTextTertiary,
          grid: token.colorBorderSecondary,
          surface: token.colorBgElevated,
          fontFamily: token.fontFamily,
        },
        format,
      ),
    [plots, interval, token, format],
  );

  const instants = timeline(plots);
  const drawn = plots.some(({ series }) =>
    [...series.points, ...series.previous_points].some((point) => point.value !== null && !isZero(point.value)),
  );
  return (
    <Card
      title={title}
      note={note}
      extra={
        drawn || extra ? (
          <>
            {extra}
            {drawn ? (
              <IconButton
                label={t(asTable ? "chart.asChart" : "chart.asTable", { chart: title })}
                icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
                aria-pressed={asTable}
                onClick={() => setAsTable((now) => !now)}
              />
            ) : null}
            {drawn && about !== undefined ? (
              <ExportMenu
                title={title}
                sheet={() =>
                  plotSheet(title, about, t(interval === "hour" ? "chart.time" : "chart.day"), plots, interval, format)
                }
                drawing={() => handle.current?.drawing() ?? null}
              />
            ) : null}
          </>
        ) : null
      }
    >
      {!drawn ? (
        <Blank title={t("chart.empty")} />
      ) : asTable ? (
        <PlotTable plots={plots} interval={interval} title={title} />
      ) : (
        <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: 268 }} />}>
          <Chart
            option={option}
            handle={handle}
            description={t("chart.description", {
              metrics: plots.map((plot) => plot.name).join(", "),
              from: format.point(instants[0] ?? "", interval),
              to: format.point(instants.at(-1) ?? "", interval),
            })}
          />
        </Suspense>
      )}
    </Card>
  );
}

/** The figures of a chart as a table to be taken away; the currency stands beside the name. */
function plotSheet(
  title: string,
  subtitle: string,
  first: string,
  plots: readonly Plot[],
  interval: "hour" | "day",
  format: Format,
): Sheet {
  const named = (name: string, plot: Plot) => (plot.series.currency ? `${name} (${plot.series.currency})` : name);
  return {
    title,
    subtitle,
    columns: [
      { title: first },
      ...plots.flatMap((plot) => [
        { title: named(plot.name, plot), numeric: true },
        ...(plot.previousName ? [{ title: named(plot.previousName, plot), numeric: true }] : []),
      ]),
    ],
    rows: timeline(plots).map((at, index) => [
      { raw: at, text: format.point(at, interval) },
      ...plots.flatMap((plot) => {
        const cell = (points: Plot["series"]["points"]): SheetCell => ({
          raw: points[index]?.value ?? null,
          text: plotText(plot, points[index]?.value, format),
        });
        return [cell(plot.series.points), ...(plot.previousName ? [cell(plot.series.previous_points)] : [])];
      }),
    ]),
  };
}

function PlotTable({ plots, interval, title }: { plots: readonly Plot[]; interval: "hour" | "day"; title: string }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const rows = timeline(plots).map((at, index) => {
    const row: TableRow = { at };
    for (const plot of plots) {
      row[plot.name] = plotText(plot, plot.series.points[index]?.value, format);
      if (plot.previousName) row[plot.previousName] = plotText(plot, plot.series.previous_points[index]?.value, format);
    }
    return row;
  });
  const columns: TableColumnsType<TableRow> = [
    {
      key: "at",
      title: t(interval === "hour" ? "chart.time" : "chart.day"),
      render: (_, row) => format.point(row.at, interval),
      rowScope: "row",
    },
    ...plots
      .flatMap((plot) => (plot.previousName ? [plot.name, plot.previousName] : [plot.name]))
      .map((column) => ({ key: column, dataIndex: column, title: column, align: "right" as const })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={styles.scroll} role="region" aria-label={t("chart.table", { chart: title })} tabIndex={0}>
      <Table<TableRow>
        aria-label={title}
        rowKey="at"
        size="small"
        columns={columns}
        dataSource={rows}
        pagination={false}
      />
    </div>
  );
}
