/** Turns series into what ECharts draws: lines or bars of the period, the period before, where known, as dashed lines. */
import type { EChartsCoreOption } from "echarts/core";
import { figureText } from "@/shared/figure/figure";
import type { FigureKind, FigureValue, Series } from "@/shared/figure/types";
import { toNumber } from "@/shared/format/decimal";
import type { Format } from "@/shared/format/useFormat";

export type ChartOption = EChartsCoreOption;

/** What is drawn of a series. */
export type Drawn = Pick<Series, "currency" | "points" | "previous_points">;

/** Of what kind a plot's figures are; money where nothing else is said and there is a currency. */
export function plotKind(plot: Plot): FigureKind {
  return plot.kind ?? (plot.series.currency ? "money" : "count");
}

/** One value of a plot as people read it. */
export function plotText(plot: Plot, value: FigureValue | undefined, format: Format): string {
  return figureText(value, plotKind(plot), plot.series.currency, format);
}

/** For drawing: a gap where there is no value. */
function height(value: FigureValue): number | null {
  return value === null ? null : toNumber(value);
}

export interface Plot {
  name: string;
  /** Absent where no earlier period is compared with. */
  previousName?: string;
  series: Drawn;
  shape: "line" | "bar";
  color: string;
  kind?: FigureKind;
  /** Drawn against the axis at the right, for figures of another unit. */
  rightAxis?: boolean;
}

export interface Ink {
  text: string;
  faint: string;
  grid: string;
  surface: string;
  fontFamily: string;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** All instants that the plots cover, in order; a series may lack some of them. */
export function timeline(plots: readonly Plot[]): string[] {
  const longest = plots.reduce<Plot | null>(
    (best, plot) => (best && best.series.points.length >= plot.series.points.length ? best : plot),
    null,
  );
  return longest?.series.points.map((point) => point.at) ?? [];
}

interface Row {
  name: string;
  color: string;
  dashed: boolean;
  value: string;
}

function tooltipHtml(heading: string, rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `<div style="display:flex;align-items:center;gap:8px"><span style="width:12px;border-top:2.5px ${row.dashed ? "dashed" : "solid"} ${row.color}"></span><span style="flex:1">${escaped(row.name)}</span><b style="font-variant-numeric:tabular-nums;padding-left:16px">${escaped(row.value)}</b></div>`,
  );
  return `<div style="font-weight:600;margin-bottom:4px">${escaped(heading)}</div>${lines.join("")}`;
}

export function chartOption(plots: readonly Plot[], interval: "hour" | "day", ink: Ink, format: Format): ChartOption {
  const instants = timeline(plots);
  const oneDay = new Set(instants.map((at) => at.slice(0, 10))).size === 1;
  const few = instants.length <= 2;
  const ratio = (right: boolean) =>
    plots.some((plot) => (plot.rightAxis ?? false) === right && plotKind(plot) === "ratio");
  const axis = (right: boolean) => ({
    type: "value",
    splitNumber: 4,
    axisLabel: {
      color: ink.faint,
      formatter: (value: number) => (ratio(right) ? format.percent(value) : format.compact(value)),
    },
    splitLine: { show: !right, lineStyle: { color: ink.grid } },
  });
  const hasRight = plots.some((plot) => plot.rightAxis);
  return {
    animationDuration: 350,
    textStyle: { fontFamily: ink.fontFamily, color: ink.text },
    grid: { left: 4, right: hasRight ? 4 : 10, top: 40, bottom: 4, containLabel: true },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      itemGap: 16,
      icon: "roundRect",
      textStyle: { color: ink.text },
      data: plots.map((plot) => plot.name),
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: ink.surface,
      borderColor: ink.grid,
      textStyle: { color: ink.text, fontSize: 13 },
      axisPointer: { type: "line", lineStyle: { color: ink.faint } },
      formatter: (hovered: { dataIndex: number }[]) => {
        const index = hovered[0]?.dataIndex ?? 0;
        const rows = plots.flatMap((plot): Row[] => {
          const now = plot.series.points[index];
          const before = plot.series.previous_points[index];
          const row = (name: string, dashed: boolean, value: FigureValue): Row => ({
            name,
            color: plot.color,
            dashed,
            value: plotText(plot, value, format),
          });
          return [
            ...(now ? [row(plot.name, false, now.value)] : []),
            ...(before && plot.previousName ? [row(plot.previousName, true, before.value)] : []),
          ];
        });
        return tooltipHtml(format.point(instants[index] ?? "", interval), rows);
      },
    },
    xAxis: {
      type: "category",
      data: instants.map((at) => format.point(at, interval, !oneDay)),
      boundaryGap: plots.some((plot) => plot.shape === "bar") || few,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.grid } },
      axisLabel: { color: ink.faint, hideOverlap: true, margin: 12 },
    },
    yAxis: hasRight ? [axis(false), axis(true)] : axis(false),
    series: plots.flatMap((plot) => {
      const yAxisIndex = plot.rightAxis ? 1 : 0;
      return [
        {
          name: plot.name,
          type: plot.shape,
          yAxisIndex,
          data: plot.series.points.map((point) => height(point.value)),
          color: plot.color,
          ...(plot.shape === "bar"
            ? { barMaxWidth: 18, barGap: "12%", itemStyle: { borderRadius: [3, 3, 0, 0] } }
            : {
                symbol: "circle",
                symbolSize: 6,
                showSymbol: few,
                lineStyle: { width: 2.2 },
                areaStyle: plot === plots[0] ? { opacity: 0.08 } : undefined,
              }),
        },
        ...(plot.previousName
          ? [
              {
                name: plot.previousName,
                type: "line",
                yAxisIndex,
                data: plot.series.previous_points.map((point) => height(point.value)),
                color: plot.color,
                symbol: "circle",
                symbolSize: 4,
                showSymbol: few,
                lineStyle: { width: 1.4, type: "dashed", opacity: 0.65 },
                itemStyle: { opacity: 0.65 },
                z: 1,
              },
            ]
          : []),
      ];
    }),
  };
}
