/** Liabilities to players by currency over all operators, and which are below their threshold. */
import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { OverviewItem } from "../api/types";
import { type Held, liabilities } from "./balances";
import styles from "./list.module.css";

interface Row extends Partial<Held> {
  key: string;
  currency: string;
  /** Of the row of all operators. */
  total?: string | null;
}

export function Balances({ items }: { items: readonly OverviewItem[] }) {
  const { t } = useTranslation("operators");
  const { t: shared } = useTranslation("shared");
  const rows = useMemo(
    () =>
      liabilities(items).flatMap(({ currency, total, parts }): Row[] => [
        { key: currency, currency, total },
        ...parts.map((part) => ({ key: `${currency}/${part.id}`, currency, ...part })),
      ]),
    [items],
  );
  const below = rows.filter((row) => row.below).length;
  const money = (amount: string | null | undefined, currency: string) =>
    amount ? <MoneyText value={{ amount, currency }} /> : <span className={styles.faint}>–</span>;
  const columns: TableColumnsType<Row> = [
    {
      key: "currency",
      title: t("column.currency"),
      width: 110,
      rowScope: "row",
      render: (_, row) => (row.id ? <span className="visually-hidden">{row.currency}</span> : <b>{row.currency}</b>),
    },
    {
      key: "operator",
      title: t("column.name"),
      width: 200,
      render: (_, row) =>
        row.id ? (
          <Link className={styles.name} to={`/operators/${row.id}?op=${row.id}`}>
            {row.operator}
          </Link>
        ) : (
          <b>{t("balances.all")}</b>
        ),
    },
    {
      key: "held",
      title: t("balances.held"),
      width: 180,
      align: "right",
      render: (_, row) => (row.id ? money(row.held, row.currency) : <b>{money(row.total, row.currency)}</b>),
    },
    {
      key: "threshold",
      title: t("balances.threshold"),
      width: 180,
      align: "right",
      render: (_, row) => (row.id ? money(row.threshold, row.currency) : null),
    },
    {
      key: "state",
      title: t("balances.state"),
      width: 190,
      render: (_, row) =>
        !row.id || row.held === null ? null : row.below ? (
          <Pill tone="warn">{t("balances.below")}</Pill>
        ) : row.threshold ? (
          <Pill tone="good">{t("balances.enough")}</Pill>
        ) : (
          <span className={styles.faint}>{t("balances.none")}</span>
        ),
    },
  ];
  return (
    <Card
      title={t("balances.title")}
      note={
        below > 0 ? (
          <span className={styles.below}>{t("balances.belowCount", { count: below })}</span>
        ) : (
          t("balances.detail")
        )
      }
      flush
    >
      <ScrollTable label={shared("chart.table", { chart: t("balances.title") })}>
        <Table<Row>
          aria-label={t("balances.title")}
          rowKey="key"
          size="small"
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 860 }}
          locale={{ emptyText: <Blank title={t("balances.empty")} /> }}
        />
      </ScrollTable>
    </Card>
  );
}
