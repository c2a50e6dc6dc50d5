/** What a figure is made of, line by line, down to the figure itself. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import { figureText } from "@/shared/figure/figure";
import type { FigureValue } from "@/shared/figure/types";
import { useFormat } from "@/shared/format/useFormat";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { FigureBridge, FigureTerm } from "../api/types";
import { rateText } from "../controls/RatesLine";
import styles from "./explain.module.css";

export function Terms({ bridge, about }: { bridge: FigureBridge; about: string }) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const amount = (value: FigureValue, currency: string | null) =>
    figureText(value, currency ? "money" : "count", currency, format);
  const name = (term: FigureTerm) => {
    const own = t(`term.${term.name}`, { defaultValue: term.name.replaceAll("_", " ") });
    return term.of && term.share_bps != null
      ? t("explain.share", {
          term: own,
          percent: format.percent(term.share_bps / 10_000),
          of: t(`term.${term.of}`, { defaultValue: term.of.replaceAll("_", " ") }),
        })
      : own;
  };
  const sign = (term: FigureTerm) => (term.divisor ? "÷" : term.sign < 0 ? "−" : "+");
  const converted = bridge.terms.some((term) => term.rate || (term.currency && term.currency !== bridge.currency));
  const title = t("explain.terms");
  const columns: TableColumnsType<FigureTerm & { key: string }> = [
    {
      key: "name",
      title: t("explain.term"),
      rowScope: "row",
      render: (_, term) => (
        <span>
          <span className={styles.sign}>{sign(term)}</span> {name(term)}
        </span>
      ),
    },
    { key: "value", title: t("explain.value"), align: "right", render: (_, term) => amount(term.value, term.currency) },
    ...(converted
      ? [
          {
            key: "rate",
            title: t("explain.rate"),
            align: "right" as const,
            render: (_: unknown, term: FigureTerm) => (term.rate ? rateText(term.rate) : "–"),
          },
          {
            key: "converted",
            title: t("explain.converted", { code: bridge.currency ?? "" }),
            align: "right" as const,
            render: (_: unknown, term: FigureTerm) => amount(term.converted, term.currency ? bridge.currency : null),
          },
        ]
      : []),
  ];
  return (
    <section aria-label={title}>
      <div className={styles.sectionHead}>
        <h3>{title}</h3>
        <ExportMenu
          title={title}
          sheet={() => ({
            title: `${bridge.label}: ${title}`,
            subtitle: about,
            columns: [
              { title: t("explain.sign") },
              { title: t("explain.term") },
              { title: t("rates.currency") },
              { title: t("explain.value"), numeric: true },
              { title: t("explain.rate"), numeric: true },
              { title: t("explain.converted", { code: bridge.currency ?? "" }), numeric: true },
            ],
            rows: bridge.terms.map((term) => [
              { raw: term.sign, text: sign(term) },
              { raw: name(term), text: name(term) },
              { raw: term.currency, text: term.currency ?? "–" },
              { raw: term.value, text: amount(term.value, term.currency) },
              { raw: term.rate, text: term.rate ?? "–" },
              { raw: term.converted, text: amount(term.converted, term.currency ? bridge.currency : null) },
            ]),
          })}
        />
      </div>
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<FigureTerm & { key: string }>
          aria-label={title}
          className={styles.numbers ?? ""}
          size="small"
          rowKey="key"
          columns={columns}
          dataSource={bridge.terms.map((term, index) => ({
            ...term,
            key: `${term.name} ${term.currency ?? ""} ${index}`,
          }))}
          pagination={false}
          scroll={{ x: "max-content" }}
        />
      </ScrollTable>
    </section>
  );
}
