/** The dashboard: the figures of a period for an operator or a whole company, moving while one looks. */
import { Alert } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { PeriodPicker } from "@/shared/period/PeriodPicker";
import { type Period, periodParams } from "@/shared/period/period";
import { useScope } from "@/shared/scope/ScopeContext";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { usePatchParams } from "@/shared/url/params";
import { ViewMenu } from "@/shared/views/ViewMenu";
import { MOST_DAYS, useAnomalies } from "./api/getAnomalies";
import { type Ask, useDashboard } from "./api/getDashboard";
import type { Anomaly } from "./api/types";
import { Board } from "./cards/Board";
import { Controls } from "./controls/Controls";
import { RatesLine } from "./controls/RatesLine";
import styles from "./DashboardPage.module.css";
import { ExplainDrawer } from "./explain/ExplainDrawer";
import { useExplained } from "./explain/useExplained";
import { currenciesOf, isQuiet, isUnused, tileOf } from "./figures";
import { LayoutSettings } from "./layout/LayoutSettings";
import { wordsOf } from "./layout/layout";
import { NO_VIEW, SURFACE, useLayout } from "./layout/useLayout";
import { Quiet, Unused } from "./Notices";
import { isFiltered, readQuestion } from "./question";
import { FreshnessLine, LiveBadge } from "./Status";
import { Subtitle } from "./Subtitle";
import { Tiles, TilesLoading } from "./tiles/Tiles";
import { useDashboardStream } from "./useDashboardStream";
import "@/shared/figure/messages";
import "./messages";

const POLL_WITHOUT_STREAM_MS = 30_000;
const DAY_MS = 86_400_000;
const NO_ANOMALIES: readonly Anomaly[] = [];

export function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const scope = useScope();
  const [search, patch] = usePatchParams();
  const question = readQuestion(search, scope.timezone, new Date());
  const { period } = question;
  const operatorIds = useMemo(() => scope.operators.map((operator) => operator.id), [scope.operators]);
  const ask: Ask = { operatorIds, ...question };
  const layout = useLayout();
  const explained = useExplained();
  const stream = useDashboardStream(operatorIds);
  const dashboard = useDashboard(ask, {
    pollMs: stream === "live" ? false : POLL_WITHOUT_STREAM_MS,
    enabled: !layout.arriving,
  });
  const data = dashboard.data;
  const filtered = isFiltered(question.filters);
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS + 1;
  const anomalies = useAnomalies(ask, Boolean(data?.tiles) && !filtered && days <= MOST_DAYS);
  const setPeriod = (next: Period) => patch(periodParams(next));

  const own = scope.kind === "company" ? scope.company?.currency : scope.operators[0]?.currency;
  const reporting = data?.currency?.code ?? own ?? null;
  const currencies = data ? currenciesOf(data, reporting) : [];
  const currency = currencies.find((each) => each === search.get("cur")) ?? currencies[0] ?? reporting;
  const zone = question.calendar === "utc" ? "UTC" : scope.timezone;
  const about = [
    scope.name,
    format.range(period.from, period.to),
    question.calendar === "utc" ? "UTC" : "",
    filtered ? t("filter.some") : "",
  ]
    .filter(Boolean)
    .join(", ");

  return (
    <Page
      title={t("title")}
      heading={
        <>
          {t("title")} <span className={styles.of}>{scope.name}</span>
        </>
      }
      subtitle={<Subtitle dashboard={data} period={period} zone={zone} shared={scope.sharedTimezone} />}
      actions={
        <>
          <PeriodPicker period={period} zone={zone} onChange={setPeriod} />
          <ViewMenu
            surface={SURFACE}
            current={layout.view === NO_VIEW ? null : layout.view}
            kept={{ filter: layout.kept, sort: "" }}
            columns={wordsOf(layout.layout)}
            differs={layout.differs}
            personal={false}
            standard={t("layout.standard")}
            first={layout.first.value}
            onFirst={layout.first.set}
            onOpen={layout.open}
          />
          <LayoutSettings layout={layout.layout} onChange={layout.set} ofView={layout.ofView} />
        </>
      }
    >
      <Controls
        scope={scope}
        question={question}
        operatorIds={operatorIds}
        currencies={currencies}
        currency={currency}
      />
      <div className={styles.status}>
        <LiveBadge state={stream} />
        <FreshnessLine freshness={data?.freshness ?? null} zone={scope.timezone} />
      </div>
      {data?.currency ? <RatesLine use={data.currency} /> : null}

      {dashboard.isError ? <Problem error={dashboard.error} onRetry={() => void dashboard.refetch()} /> : null}
      {dashboard.isPending ? <TilesLoading tiles={layout.layout.tiles} /> : null}
      {data ? (
        <div
          className={styles.figures}
          data-stale={dashboard.isPlaceholderData}
          aria-busy={dashboard.isPlaceholderData}
        >
          <MissingParts missing={data.missing} />
          {isUnused(data) && !filtered ? (
            <Unused scope={scope} />
          ) : (
            <>
              {isQuiet(data) && !data.missing?.includes("metrics") && !dashboard.isPlaceholderData ? (
                filtered ? (
                  <Alert type="info" showIcon title={t("quiet.filtered")} />
                ) : (
                  <Quiet freshness={data.freshness} zone={scope.timezone} period={period} onShow={setPeriod} />
                )
              ) : null}
              {data.tiles ? (
                <Tiles
                  dashboard={data}
                  currency={currency}
                  tiles={layout.layout.tiles}
                  anomalies={anomalies.data ?? NO_ANOMALIES}
                  onExplain={explained.open}
                />
              ) : null}
              <Board dashboard={data} currency={currency} about={about} cards={layout.layout.cards} ask={ask} />
            </>
          )}
        </div>
      ) : null}
      {explained.metric ? (
        <ExplainDrawer
          scope={scope}
          ask={ask}
          metric={explained.metric}
          currency={currency}
          shown={data && !dashboard.isPlaceholderData ? tileOf(data, explained.metric, currency)?.value : undefined}
          about={about}
        />
      ) : null}
    </Page>
  );
}
