/** One chart in its card, with the same figures as a table one button away. */
import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Skeleton, Table, type TableColumnsType, theme } from "antd";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SeriesPoint } from "@/shared/api/types";
import { isZero } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { IconButton } from "@/shared/ui/IconButton";
import { chartOption, type Plot, timeline } from "./option";
import styles from "./PlotCard.module.css";

const Chart = lazy(() => import("./Chart"));

interface Props {
  title: string;
  note?: ReactNode;
  plots: readonly Plot[];
  interval: "hour" | "day";
}

interface TableRow {
  at: string;
  [column: string]: string;
}

export function PlotCard({ title, note, plots, interval }: Props) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const { token } = theme.useToken();
  const [asTable, setAsTable] = useState(false);

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
    [...series.points, ...series.previous_points].some((point) => !isZero(point.value)),
  );
  return (
    <Card
      title={title}
      note={note}
      extra={
        drawn ? (
          <IconButton
            label={t(asTable ? "chart.asChart" : "chart.asTable", { chart: title })}
            icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
            aria-pressed={asTable}
            onClick={() => setAsTable((now) => !now)}
          />
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

function PlotTable({ plots, interval, title }: { plots: readonly Plot[]; interval: "hour" | "day"; title: string }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const shown = (plot: Plot, point: SeriesPoint | undefined) =>
    point
      ? plot.series.currency
        ? format.money(String(point.value), plot.series.currency)
        : format.count(point.value)
      : "–";
  const rows = timeline(plots).map((at, index) => {
    const row: TableRow = { at };
    for (const plot of plots) {
      row[plot.name] = shown(plot, plot.series.points[index]);
      if (plot.previousName) row[plot.previousName] = shown(plot, plot.series.previous_points[index]);
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
