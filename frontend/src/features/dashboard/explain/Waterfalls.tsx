/** From turnover to what is left: the house's NGR, and what regulators ask for, each by its dated rule. */
import { Segmented, Skeleton, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import type { FigureValue } from "@/shared/figure/types";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useWaterfall } from "../api/explain";
import type { Ask } from "../api/getDashboard";
import type { WaterfallStep, WaterfallView } from "../api/types";
import { NoRates } from "../controls/RatesLine";
import styles from "./explain.module.css";
import { Span } from "./Span";

export function Waterfalls({ ask, currency, about }: { ask: Ask; currency: string | null; about: string }) {
  const { t } = useTranslation("dashboard");
  const waterfall = useWaterfall(ask, currency);
  const [chosen, setChosen] = useState<WaterfallView["name"]>("house_ngr");
  if (waterfall.isError) return <Problem error={waterfall.error} onRetry={() => void waterfall.refetch()} />;
  const data = waterfall.data;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const view = data.views.find((each) => each.name === chosen) ?? data.views[0];
  if (!view) return <Blank title={t("waterfall.none")} />;
  return (
    <div className={styles.stack}>
      <NoRates currencies={data.missing} code={data.currency} />
      <Segmented<WaterfallView["name"]>
        aria-label={t("waterfall.view")}
        value={view.name}
        options={data.views.map((each) => ({ value: each.name, label: t(`waterfall.${each.name}`) }))}
        onChange={setChosen}
      />
      <Steps view={view} currency={data.currency} about={about} />
    </div>
  );
}

type Row = WaterfallStep & { key: string; from: number; total: boolean };

/** Where each step begins: where the one before it ended; a subtotal stands on zero. */
export function rowsOf(steps: readonly WaterfallStep[]): Row[] {
  return steps.map((step, index) => ({
    ...step,
    key: `${index} ${step.name}`,
    from: step.subtotal || index === 0 ? 0 : toNumber(steps[index - 1]?.running ?? 0),
    total: step.subtotal || index === 0,
  }));
}

function Steps({ view, currency, about }: { view: WaterfallView; currency: string; about: string }) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const rows = rowsOf(view.steps);
  const money = (value: FigureValue) => (value === null ? "–" : format.money(String(value), currency));
  const name = (step: WaterfallStep) => t(`term.${step.name}`, { defaultValue: step.name.replaceAll("_", " ") });
  const ends = rows.flatMap((row) => [row.from, toNumber(row.running ?? 0)]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const title = t(`waterfall.${view.name}`);
  const columns: TableColumnsType<Row> = [
    {
      key: "name",
      title: t("waterfall.step"),
      rowScope: "row",
      render: (_, row) => (
        <span className={row.total ? styles.total : ""}>
          {name(row)}
          {row.note ? <small className={styles.small}>{row.note}</small> : null}
        </span>
      ),
    },
    {
      key: "value",
      title: t("explain.value"),
      align: "right",
      render: (_, row) => <span className={row.total ? styles.total : ""}>{money(row.value)}</span>,
    },
    { key: "running", title: t("waterfall.running"), align: "right", render: (_, row) => money(row.running) },
    {
      key: "bar",
      title: <span className="visually-hidden">{t("changes.size")}</span>,
      width: 200,
      render: (_, row) => (
        <Span from={row.from} to={toNumber(row.running ?? 0)} low={low} high={high} total={row.total} />
      ),
    },
  ];
  return (
    <section aria-label={title}>
      <div className={styles.sectionHead}>
        <h3>{title}</h3>
        <ExportMenu
          title={title}
          sheet={() => ({
            title,
            subtitle: about,
            columns: [
              { title: t("waterfall.step") },
              { title: `${t("explain.value")} (${currency})`, numeric: true },
              { title: t("waterfall.running"), numeric: true },
              { title: t("waterfall.note") },
            ],
            rows: rows.map((row) => [
              { raw: name(row), text: name(row) },
              { raw: row.value, text: money(row.value) },
              { raw: row.running, text: money(row.running) },
              { raw: row.note, text: row.note ?? "" },
            ]),
          })}
        />
      </div>
      {view.rule ? (
        <p className={styles.definition}>
          {view.rule.text}{" "}
          <span className={styles.note}>
            {[
              view.rule.effective_from
                ? t("explain.versionFrom", { version: view.rule.version, date: format.date(view.rule.effective_from) })
                : t("explain.version", { version: view.rule.version }),
              view.rule.source,
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </p>
      ) : (
        <p className={styles.definition}>{t("waterfall.noRule")}</p>
      )}
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<Row>
          aria-label={title}
          className={styles.numbers ?? ""}
          size="small"
          rowKey="key"
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: "max-content" }}
        />
      </ScrollTable>
    </section>
  );
}
