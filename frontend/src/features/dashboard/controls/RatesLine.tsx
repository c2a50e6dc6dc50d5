/** By which dated rates amounts were converted, and which currencies have none. */
import { Alert, Button, Popover, Table } from "antd";
import { useTranslation } from "react-i18next";
import type { CurrencyUse, UsedRate } from "@/shared/figure/types";
import { useFormat } from "@/shared/format/useFormat";
import styles from "./Controls.module.css";

/** Enough to see where a rate stands; the table has all its digits. */
const SHOWN_DIGITS = 6;

export function rateText(rate: string): string {
  const [whole = "0", fraction = ""] = rate.split(".");
  const significant = whole === "0" ? fraction.search(/[1-9]/) + SHOWN_DIGITS - 2 : SHOWN_DIGITS - 2;
  const cut = fraction.slice(0, Math.max(significant, 2)).replace(/0+$/, "");
  return cut ? `${whole}.${cut}` : whole;
}

/** Says which currencies stand apart, for want of a rate. */
export function NoRates({ currencies, code }: { currencies: readonly string[]; code: string | null }) {
  const { t, i18n } = useTranslation("dashboard");
  if (currencies.length === 0) return null;
  const named = new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(currencies);
  return <Alert type="warning" showIcon title={t("rates.missing", { currencies: named, code: code ?? "" })} />;
}

export function RatesLine({ use }: { use: CurrencyUse }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  if (use.mode !== "reporting" || !use.code) return null;
  const code = use.code;
  const latest = new Map<string, UsedRate>();
  for (const rate of use.rates) if (!latest.has(rate.currency)) latest.set(rate.currency, rate);
  const first = [...latest.values()][0];
  return (
    <>
      <NoRates currencies={use.missing} code={code} />
      {first ? (
        <div className={styles.rates}>
          <span>
            {t("rates.used", {
              currency: first.currency,
              rate: rateText(first.rate),
              code,
              day: format.date(first.day),
              source: first.source,
            })}
          </span>
          {use.rates.length > 1 ? (
            <Popover
              trigger="click"
              placement="bottomLeft"
              content={
                <Table<UsedRate>
                  aria-label={t("rates.label")}
                  className={styles.ratesTable ?? ""}
                  size="small"
                  rowKey={(rate) => `${rate.currency} ${rate.day} ${rate.rate}`}
                  dataSource={[...use.rates]}
                  pagination={false}
                  scroll={{ y: 280 }}
                  columns={[
                    { key: "currency", title: t("rates.currency"), dataIndex: "currency", rowScope: "row" },
                    { key: "day", title: t("rates.day"), render: (_, rate) => format.date(rate.day) },
                    { key: "rate", title: t("rates.rate", { code }), align: "right", dataIndex: "rate" },
                    { key: "source", title: t("rates.source"), dataIndex: "source" },
                  ]}
                />
              }
            >
              <Button type="link" size="small">
                {t("rates.all", { count: use.rates.length })}
              </Button>
            </Popover>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
