/** How figures of two operators went, drawn over each other. */
import { useTranslation } from "react-i18next";
import { PlotCard } from "@/shared/chart/PlotCard";
import type { Metric, Series } from "@/shared/figure/types";
import { Problem } from "@/shared/ui/Problem";
import { useSeries } from "../api/getSeries";
import type { Operator } from "../api/types";
import styles from "./compare.module.css";
import { usePair } from "./usePair";

const DRAWN: readonly Metric[] = ["ggr", "ngr", "turnover", "deposits", "withdrawals", "active_players"];

interface Props {
  a: Operator;
  b: Operator;
  from: string;
  to: string;
  currency: string;
}

export function Courses({ a, b, from, to, currency }: Props) {
  const { t } = useTranslation("figure");
  const colors = usePair();
  const first = useSeries({ operatorId: a.id, from, to, currency }, true);
  const second = useSeries({ operatorId: b.id, from, to, currency }, true);
  const failed = first.isError ? first : second.isError ? second : null;
  if (failed) return <Problem error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!first.data || !second.data) return null;
  const seriesOf = (series: Series[] | null, metric: Metric) =>
    series?.find((each) => each.metric === metric && (!each.currency || each.currency === currency));
  const interval = first.data.interval;
  return (
    <div className={styles.charts}>
      {DRAWN.map((metric) => {
        const [ours, theirs] = [seriesOf(first.data.series, metric), seriesOf(second.data.series, metric)];
        if (!ours && !theirs) return null;
        const empty = { ...(ours ?? theirs), points: [], previous_points: [] } as unknown as Series;
        return (
          <PlotCard
            key={metric}
            title={t(`metric.${metric}`)}
            interval={interval}
            plots={[
              { name: a.name, series: ours ?? empty, shape: "line", color: colors[0] },
              { name: b.name, series: theirs ?? empty, shape: "line", color: colors[1] },
            ]}
          />
        );
      })}
    </div>
  );
}
