/** All countries of the period, the largest GGR first. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { TopRegion } from "../api/types";
import { Bar, byText, largest, Moved } from "./Bar";
import type { CardProps } from "./card";
import { regionSheet, regionsOf } from "./regions";
import styles from "./tables.module.css";

const ON_A_PAGE = 10;

export function RegionsCard({ dashboard, currency, about }: CardProps) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const rows = regionsOf(dashboard, currency);
  const most = largest(rows.map((row) => row.turnover));
  const title = t("card.regions");
  const money = (key: "deposits" | "withdrawals"): TableColumnsType<TopRegion>[number] => ({
    key,
    title: figure(`metric.${key}`),
    align: "right",
    sorter: (a, b) => byText(a[key] ?? "0", b[key] ?? "0"),
    render: (_, row) => (
      <MoneyText value={row[key] === undefined ? null : { amount: row[key], currency: row.currency }} />
    ),
  });
  const count = (key: "active_players" | "registrations"): TableColumnsType<TopRegion>[number] => ({
    key,
    title: figure(`metric.${key}`),
    align: "right",
    sorter: (a, b) => (a[key] ?? 0) - (b[key] ?? 0),
    render: (_, row) => (row[key] === undefined ? "–" : format.count(row[key])),
  });
  const columns: TableColumnsType<TopRegion> = [
    {
      key: "country",
      title: t("regions.region"),
      rowScope: "row",
      render: (_, row) => (
        <span className={styles.name}>{row.country ? format.country(row.country) : shared("unknown")}</span>
      ),
    },
    {
      key: "ggr",
      title: figure("metric.ggr"),
      align: "right",
      sorter: (a, b) => byText(a.ggr, b.ggr),
      render: (_, row) => <Moved amount={row.ggr} previous={row.previous_ggr} currency={row.currency} />,
    },
    {
      key: "turnover",
      title: figure("metric.turnover"),
      align: "right",
      sorter: (a, b) => byText(a.turnover, b.turnover),
      render: (_, row) => <Bar amount={row.turnover} currency={row.currency} most={most} />,
    },
    money("deposits"),
    money("withdrawals"),
    count("registrations"),
    count("active_players"),
  ];
  return (
    <Card
      title={title}
      flush
      extra={
        rows.length > 0 ? (
          <ExportMenu
            title={title}
            sheet={() => regionSheet(rows, title, about, { t, figure, unknown: shared("unknown"), format })}
          />
        ) : null
      }
    >
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<TopRegion>
          aria-label={title}
          className={styles.table ?? ""}
          size="middle"
          rowKey="country"
          columns={columns}
          dataSource={rows}
          pagination={rows.length > ON_A_PAGE ? { pageSize: ON_A_PAGE, showSizeChanger: false, size: "small" } : false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Blank title={t("regions.none")} /> }}
        />
      </ScrollTable>
    </Card>
  );
}
