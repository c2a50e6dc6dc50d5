/** The account at a glance: figures by period and day, favourite games, and who the player is. */
import { Segmented, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plot } from "@/shared/chart/option";
import { PlotCard } from "@/shared/chart/PlotCard";
import { usePalette } from "@/shared/chart/palette";
import { localDateOf } from "@/shared/format/time";
import { Problem } from "@/shared/ui/Problem";
import { type Overview, useOverview } from "../../api/getOverview";
import { usePlayerView } from "../PlayerContext";
import { Account, Origin, Security } from "./Account";
import { byDay, currenciesOf } from "./figures";
import { Games } from "./Games";
import styles from "./overview.module.css";
import { Periods, Totals } from "./Periods";
import { PersonalData } from "./PersonalData";

export function OverviewTab() {
  const { player, asOf } = usePlayerView();
  return (
    <div className={styles.grid}>
      <div className={styles.stack}>{asOf ? <Totals /> : <Played />}</div>
      <div className={styles.stack}>
        <PersonalData key={`${player.id}/${asOf}`} />
        <Account />
        <Security />
        <Origin />
      </div>
    </div>
  );
}

/** What the player did until now. The past is not kept by day, so that an earlier moment has its totals only. */
function Played() {
  const { t } = useTranslation("player");
  const { operator, player } = usePlayerView();
  const overview = useOverview(operator.id, player.id);
  const [asked, setAsked] = useState<string | null>(null);
  if (overview.isError)
    return (
      <>
        <Problem error={overview.error} onRetry={() => void overview.refetch()} />
        <Totals />
      </>
    );
  if (!overview.data) return <Skeleton active paragraph={{ rows: 9 }} />;
  const currencies = currenciesOf(overview.data, player.currency);
  const currency = currencies.find((each) => each === asked) ?? currencies[0] ?? player.currency ?? operator.currency;
  return (
    <>
      {currencies.length > 1 ? (
        <div>
          <Segmented aria-label={t("overview.currency")} value={currency} options={currencies} onChange={setAsked} />
        </div>
      ) : null}
      <Periods overview={overview.data} currency={currency} />
      <DayCharts overview={overview.data} currency={currency} />
      <Games games={overview.data.games} />
      <Totals />
    </>
  );
}

const CHARTS = [
  { name: "revenue", shape: "line", metrics: ["ggr", "ngr"] },
  { name: "cash", shape: "bar", metrics: ["deposits", "withdrawals"] },
] as const;

function DayCharts({ overview, currency }: { overview: Overview; currency: string }) {
  const { t } = useTranslation("player");
  const palette = usePalette();
  const today = localDateOf(new Date(), overview.timezone);
  const charts = useMemo(
    () =>
      CHARTS.map(({ name, shape, metrics }) => ({
        name,
        plots: metrics.map(
          (metric): Plot => ({
            name: t(`figure.${metric}`),
            series: { currency, points: byDay(overview, currency, metric, today), previous_points: [] },
            shape,
            color: palette[metric],
          }),
        ),
      })),
    [overview, currency, today, palette, t],
  );
  return (
    <div className={styles.charts}>
      {charts.map(({ name, plots }) => (
        <PlotCard key={name} title={t(`overview.${name}`)} note={t("overview.days")} plots={plots} interval="day" />
      ))}
    </div>
  );
}
