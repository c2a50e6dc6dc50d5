/** Two operators side by side: the same figures of the same days in one currency, how they moved, their courses overlaid. */
import { ArrowLeftOutlined, SwapOutlined } from "@ant-design/icons";
import { Select, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { COMPARES, METRICS } from "@/shared/figure/types";
import { useFormat } from "@/shared/format/useFormat";
import { PeriodPicker } from "@/shared/period/PeriodPicker";
import { periodParams, readPeriod } from "@/shared/period/period";
import { useScope } from "@/shared/scope/ScopeContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { IconButton } from "@/shared/ui/IconButton";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useCarriedPath, usePatchParams } from "@/shared/url/params";
import { useOverview } from "../api/getOverview";
import { FIGURES, type OverviewItem } from "../api/types";
import { FigureCell, StandingCell } from "../list/cells";
import { type Column, filled } from "../list/columns";
import { Rates } from "../list/Rates";
import { readState } from "../list/state";
import { HealthTag, OperatorStatusTag, useJurisdiction, useRemark } from "../Words";
import { Courses } from "./Courses";
import styles from "./compare.module.css";
import { Lead } from "./Lead";
import "../messages";

const STANDING: readonly Column[] = [
  "players",
  "online_now",
  "balances",
  "pending_withdrawals",
  "open_tickets",
  "excluded",
];

interface Row {
  key: string;
  name: string;
  cell: (item: OverviewItem) => ReactNode;
  /** What the second is to the first, where that can be told. */
  lead?: ReactNode;
}

export function ComparePage() {
  const { t } = useTranslation("operators");
  const { t: figure } = useTranslation("figure");
  const format = useFormat();
  const scope = useScope();
  const carried = useCarriedPath();
  const words = useRemark();
  const jurisdiction = useJurisdiction();
  const [search, patch] = usePatchParams();
  const period = readPeriod(search, scope.timezone, new Date(), "last7");
  const { compare } = readState(search);
  const companyId = scope.company?.id ?? scope.operators[0]?.company_id ?? "";
  const overview = useOverview({ companyId, from: period.from, to: period.to, compare, currency: "reporting" });
  const data = overview.data;
  const items = data?.items ?? [];
  const find = (name: "a" | "b", otherwise: number) =>
    items.find(({ operator }) => operator.id === search.get(name)) ?? items[otherwise];
  const a = find("a", 0);
  const b = find("b", items[1] === a ? 0 : 1);
  const missing = data?.missing ?? [];

  const rows: Row[] = [
    { key: "status", name: t("column.status"), cell: ({ operator }) => <OperatorStatusTag status={operator.status} /> },
    {
      key: "health",
      name: t("column.health"),
      cell: ({ health, why }) => (
        <span className={styles.why}>
          <HealthTag health={health} /> <small>{words(why)}</small>
        </span>
      ),
    },
    {
      key: "jurisdiction",
      name: t("column.jurisdiction"),
      cell: ({ operator }) => (operator.jurisdiction ? jurisdiction(operator.jurisdiction) : "–"),
    },
    { key: "timezone", name: t("column.timezone"), cell: ({ operator }) => format.zone(operator.timezone) },
    ...filled(
      METRICS.flatMap((metric) => FIGURES.find((each) => each === metric) ?? []),
      missing,
    ).flatMap((column): Row[] => {
      const metric = FIGURES.find((each) => each === column);
      return metric
        ? [
            {
              key: metric,
              name: figure(`metric.${metric}`),
              cell: ({ figures }) => (figures ? <FigureCell metric={metric} amount={figures[metric]} /> : "–"),
              ...(a?.figures && b?.figures
                ? { lead: <Lead metric={metric} a={a.figures[metric]} b={b.figures[metric]} /> }
                : {}),
            },
          ]
        : [];
    }),
    ...filled(STANDING, missing).map((column) => ({
      key: column,
      name: t(`column.${column}`),
      cell: ({ standing }: OverviewItem) => (standing ? <StandingCell column={column} standing={standing} /> : "–"),
    })),
  ];
  const columns: TableColumnsType<Row> = [
    {
      key: "name",
      title: t("compare.figure"),
      width: 190,
      fixed: "start",
      rowScope: "row",
      render: (_, row) => row.name,
    },
    ...[a, b].flatMap((item) =>
      item
        ? [
            {
              key: item.operator.id,
              title: item.operator.name,
              width: 230,
              align: "right" as const,
              render: (_: unknown, row: Row) => row.cell(item),
            },
          ]
        : [],
    ),
    {
      key: "lead",
      title: a && b ? t("compare.lead", { a: a.operator.name, b: b.operator.name }) : "",
      width: 180,
      align: "right",
      render: (_, row) => row.lead ?? null,
    },
  ];
  const choose = (name: "a" | "b", other: OverviewItem | undefined, chosen: OverviewItem | undefined) => (
    <Select
      aria-label={t(`compare.${name}`)}
      className={styles.choice ?? ""}
      showSearch={{ optionFilterProp: "label" }}
      value={chosen?.operator.id ?? null}
      options={items.map(({ operator }) => ({
        value: operator.id,
        label: operator.name,
        disabled: operator.id === other?.operator.id,
      }))}
      onChange={(id: string | null) =>
        patch({ [name]: id, ...(other ? { [name === "a" ? "b" : "a"]: other.operator.id } : {}) })
      }
    />
  );

  return (
    <Page
      title={t("compare.title")}
      subtitle={
        <Link className={styles.back} to={carried("/operators")}>
          <ArrowLeftOutlined aria-hidden="true" /> {t("page.back")}
        </Link>
      }
      actions={
        <>
          <PeriodPicker period={period} zone={scope.timezone} onChange={(next) => patch(periodParams(next))} />
          <Select
            aria-label={t("filter.compare")}
            className={styles.choice ?? ""}
            value={compare}
            options={COMPARES.map((value) => ({ value, label: t(`compareWith.${value}`) }))}
            onChange={(next) => patch({ compare: next === "previous" ? null : next })}
          />
        </>
      }
    >
      <div className={styles.bar}>
        {choose("a", b, a)}
        <IconButton
          label={t("compare.swap")}
          icon={<SwapOutlined />}
          disabled={!a || !b}
          onClick={() => patch({ a: b?.operator.id, b: a?.operator.id })}
        />
        {choose("b", a, b)}
      </div>
      {overview.isError ? <Problem error={overview.error} onRetry={() => void overview.refetch()} /> : null}
      <MissingParts missing={missing} />
      {data && items.length < 2 ? (
        <Blank title={t("compare.tooFew")}>{t("compare.tooFewDetail")}</Blank>
      ) : overview.isError && !data ? null : (
        <Card flush>
          <ScrollTable label={t("compare.title")}>
            <Table<Row>
              aria-label={t("compare.title")}
              className={styles.table ?? ""}
              rowKey="key"
              size="middle"
              columns={columns}
              dataSource={a && b ? rows : []}
              loading={overview.isPending}
              pagination={false}
              scroll={{ x: 830 }}
              locale={{ emptyText: " " }}
            />
          </ScrollTable>
        </Card>
      )}
      {data ? <Rates currency={data.currency} /> : null}
      {a && b && data?.currency.code && !missing.includes("metrics") ? (
        <Courses a={a.operator} b={b.operator} from={period.from} to={period.to} currency={data.currency.code} />
      ) : null}
    </Page>
  );
}
