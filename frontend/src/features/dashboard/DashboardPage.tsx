/** The dashboard: the figures of a period for an operator or a whole company, moving while one looks. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { PeriodPicker } from "@/shared/period/PeriodPicker";
import { type Period, periodParams, readPeriod } from "@/shared/period/period";
import { useScope } from "@/shared/scope/ScopeContext";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { usePatchParams } from "@/shared/url/params";
import { useDashboard } from "./api/getDashboard";
import { ChartCard, type PlotSpec } from "./ChartCard";
import styles from "./DashboardPage.module.css";
import { currenciesOf, isQuiet, isUnused } from "./figures";
import { Quiet, Unused } from "./Notices";
import { FreshnessLine, LiveBadge } from "./Status";
import { Tiles, TilesLoading } from "./Tiles";
import { TopGames, TopRegions } from "./TopTables";
import { useDashboardStream } from "./useDashboardStream";
import "./messages";

const POLL_WITHOUT_STREAM_MS = 30_000;

const REVENUE: PlotSpec[] = [
  { metric: "ggr", shape: "line" },
  { metric: "ngr", shape: "line" },
];
const CASH: PlotSpec[] = [
  { metric: "deposits", shape: "bar" },
  { metric: "withdrawals", shape: "bar" },
];
const VOLUME: PlotSpec[] = [
  { metric: "turnover", shape: "bar" },
  { metric: "bets", shape: "line", rightAxis: true },
];
const PEOPLE: PlotSpec[] = [
  { metric: "active_players", shape: "line" },
  { metric: "registrations", shape: "line" },
];

export function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const scope = useScope();
  const [search, patch] = usePatchParams();
  const period = readPeriod(search, scope.timezone, new Date(), "last7");
  const operatorIds = scope.operators.map((operator) => operator.id);
  const stream = useDashboardStream(operatorIds);
  const dashboard = useDashboard(
    { operatorIds, from: period.from, to: period.to },
    stream === "live" ? false : POLL_WITHOUT_STREAM_MS,
  );
  const data = dashboard.data;
  const setPeriod = (next: Period) => patch(periodParams(next));

  const reporting = scope.kind === "company" ? scope.company?.currency : scope.operators[0]?.currency;
  const currencies = data ? currenciesOf(data, reporting ?? null) : [];
  const currency = currencies.find((each) => each === search.get("cur")) ?? currencies[0] ?? reporting ?? null;
  const zone = scope.sharedTimezone ? format.zone(scope.timezone) : t("zonesDiffer");

  return (
    <Page
      title={t("title")}
      heading={
        <>
          {t("title")} <span className={styles.of}>{scope.name}</span>
        </>
      }
      subtitle={
        <>
          {data?.previous_from && data.previous_to
            ? t("compared", { previous: format.range(data.previous_from, data.previous_to) })
            : format.range(period.from, period.to)}{" "}
          · <span className={styles.zone}>{zone}</span>
        </>
      }
      actions={<PeriodPicker period={period} zone={scope.timezone} onChange={setPeriod} />}
    >
      <div className={styles.status}>
        <LiveBadge state={stream} />
        <FreshnessLine freshness={data?.freshness ?? null} zone={scope.timezone} />
        {currencies.length > 1 && currency ? (
          <span className={styles.currency}>
            <Segmented
              aria-label={t("currency")}
              value={currency}
              options={currencies}
              onChange={(value) => patch({ cur: String(value) }, { replace: true })}
            />
          </span>
        ) : null}
      </div>

      {dashboard.isError ? <Problem error={dashboard.error} onRetry={() => void dashboard.refetch()} /> : null}
      {dashboard.isPending ? <TilesLoading /> : null}
      {data ? (
        <div
          className={styles.figures}
          data-stale={dashboard.isPlaceholderData}
          aria-busy={dashboard.isPlaceholderData}
        >
          <MissingParts missing={data.missing} />
          {isUnused(data) ? (
            <Unused scope={scope} />
          ) : (
            <>
              {isQuiet(data) && !data.missing?.length && !dashboard.isPlaceholderData ? (
                <Quiet freshness={data.freshness} zone={scope.timezone} period={period} onShow={setPeriod} />
              ) : null}
              {data.tiles ? <Tiles dashboard={data} currency={currency} /> : null}
              {data.series ? (
                <div className={styles.charts}>
                  <ChartCard name="revenue" dashboard={data} currency={currency} specs={REVENUE} />
                  <ChartCard name="cash" dashboard={data} currency={currency} specs={CASH} />
                  <ChartCard name="volume" dashboard={data} currency={currency} specs={VOLUME} />
                  <ChartCard name="people" dashboard={data} currency={currency} specs={PEOPLE} />
                </div>
              ) : null}
              <div className={styles.tables}>
                {data.top_games ? <TopGames rows={data.top_games} currency={currency} /> : null}
                {data.top_regions ? <TopRegions rows={data.top_regions} currency={currency} /> : null}
              </div>
            </>
          )}
        </div>
      ) : null}
    </Page>
  );
}
