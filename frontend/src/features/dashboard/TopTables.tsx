/** The games and regions that made the most of the period. */
import { Table, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { ChangeMark } from "@/shared/figure/ChangeMark";
import { isNegative, shareOf, toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import type { TopGame, TopRegion } from "./api/types";
import styles from "./TopTables.module.css";

function largest(rows: readonly { turnover: string }[]): string {
  return rows.reduce((best, row) => (toNumber(row.turnover) > toNumber(best) ? row.turnover : best), "0");
}

/** A figure with a bar behind it that shows its size beside the largest. */
function Bar({ amount, currency, most }: { amount: string; currency: string; most: string }) {
  return (
    <span className={styles.bar}>
      <MoneyText value={{ amount, currency }} />
      <span className={styles.track} aria-hidden="true">
        <span style={{ width: `${shareOf(amount, most) * 100}%` }} />
      </span>
    </span>
  );
}

interface GgrProps {
  amount: string;
  previous: string | null;
  currency: string;
}

function Ggr({ amount, previous, currency }: GgrProps) {
  return (
    <span className={styles.ggr}>
      <span className={isNegative(amount) ? styles.loss : ""}>
        <MoneyText value={{ amount, currency }} />
      </span>
      <ChangeMark value={amount} previous={previous} better="more" />
    </span>
  );
}

const byText = (a: string, b: string) => toNumber(a) - toNumber(b);

export function TopGames({ rows, currency }: { rows: readonly TopGame[]; currency: string | null }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const own = rows.filter((row) => row.currency === currency);
  const most = largest(own);
  const columns: TableColumnsType<TopGame> = [
    {
      key: "game",
      title: t("games.game"),
      rowScope: "row",
      render: (_, row) => (
        <span className={styles.name}>
          {row.game}
          {row.provider ? <small>{row.provider}</small> : null}
        </span>
      ),
    },
    {
      key: "turnover",
      title: t("metric.turnover"),
      align: "right",
      sorter: (a, b) => byText(a.turnover, b.turnover),
      render: (_, row) => <Bar amount={row.turnover} currency={row.currency} most={most} />,
    },
    {
      key: "ggr",
      title: t("metric.ggr"),
      align: "right",
      sorter: (a, b) => byText(a.ggr, b.ggr),
      render: (_, row) => <Ggr amount={row.ggr} previous={row.previous_ggr} currency={row.currency} />,
    },
    {
      key: "bets",
      title: t("metric.bets"),
      align: "right",
      sorter: (a, b) => a.bets - b.bets,
      render: (_, row) => format.count(row.bets),
    },
    {
      key: "rtp",
      title: (
        <Tooltip title={t("games.rtpHint")}>
          <span>{t("games.rtp")}</span>
        </Tooltip>
      ),
      align: "right",
      render: (_, row) => (row.rtp === null ? "–" : format.percent(toNumber(row.rtp))),
    },
  ];
  return (
    <Card title={t("games.title")} flush>
      <Table<TopGame>
        aria-label={t("games.title")}
        className={styles.table ?? ""}
        size="middle"
        rowKey={(row) => `${row.provider ?? ""}/${row.game}`}
        columns={columns}
        dataSource={own}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Blank title={t("games.none")} /> }}
      />
    </Card>
  );
}

export function TopRegions({ rows, currency }: { rows: readonly TopRegion[]; currency: string | null }) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const own = rows.filter((row) => row.currency === currency);
  const most = largest(own);
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
      key: "turnover",
      title: t("metric.turnover"),
      align: "right",
      sorter: (a, b) => byText(a.turnover, b.turnover),
      render: (_, row) => <Bar amount={row.turnover} currency={row.currency} most={most} />,
    },
    {
      key: "ggr",
      title: t("metric.ggr"),
      align: "right",
      sorter: (a, b) => byText(a.ggr, b.ggr),
      render: (_, row) => <Ggr amount={row.ggr} previous={row.previous_ggr} currency={row.currency} />,
    },
    {
      key: "players",
      title: t("metric.active_players"),
      align: "right",
      sorter: (a, b) => a.active_players - b.active_players,
      render: (_, row) => format.count(row.active_players),
    },
  ];
  return (
    <Card title={t("regions.title")} flush>
      <Table<TopRegion>
        aria-label={t("regions.title")}
        className={styles.table ?? ""}
        size="middle"
        rowKey="country"
        columns={columns}
        dataSource={own}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Blank title={t("regions.none")} /> }}
      />
    </Card>
  );
}
