/** The players who won, lost, deposited or withdrew most; each leads to the player's page for who may open it. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Skeleton, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import type { Sheet } from "@/shared/exporting/sheet";
import { useFormat } from "@/shared/format/useFormat";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { Ranking, TopPlayer, TopPlayers } from "../api/types";
import { Bar, largest } from "./Bar";
import styles from "./tables.module.css";

interface Props {
  name: Ranking;
  players: UseQueryResult<TopPlayers>;
  about: string;
}

/** By what each ranking goes. A winner's win is the house's GGR with the sign turned. */
const BY = { winners: "ggr", losers: "ggr", depositors: "deposits", withdrawers: "withdrawals" } as const;

function turned(amount: string): string {
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

export function amountOf(name: Ranking, row: TopPlayer): string {
  return name === "winners" ? turned(row.ggr) : row[BY[name]];
}

export function RankingCard({ name, players, about }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const { t: figure } = useTranslation("figure");
  const format = useFormat();
  const me = useSession();
  const open = new Set(operatorsWith(me, "players.read").map((operator) => operator.id));
  const brands = new Map(me.operators.map((operator) => [operator.id, operator.name]));
  const rows = players.data?.[name] ?? [];
  const several = new Set(rows.map((row) => row.player.operator_id)).size > 1;
  const most = largest(rows.map((row) => amountOf(name, row)));
  const title = t(`card.${name}`);
  const named = (row: TopPlayer) => row.player.username ?? t("ranking.hidden", { id: row.player.id.slice(-6) });
  const amountTitle = t(`ranking.${name}`);
  const columns: TableColumnsType<TopPlayer> = [
    {
      key: "player",
      title: t("ranking.player"),
      rowScope: "row",
      render: (_, row) => (
        <span className={styles.player}>
          {open.has(row.player.operator_id) ? (
            <Link to={`/players/${row.player.id}?op=${row.player.operator_id}`}>{named(row)}</Link>
          ) : (
            named(row)
          )}
          <small>
            {[
              row.player.country ? format.country(row.player.country) : "",
              several ? brands.get(row.player.operator_id) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </small>
        </span>
      ),
    },
    {
      key: "amount",
      title: amountTitle,
      align: "right",
      render: (_, row) => <Bar amount={amountOf(name, row)} currency={row.currency} most={most} />,
    },
    {
      key: "turnover",
      title: figure("metric.turnover"),
      align: "right",
      render: (_, row) => <MoneyText value={{ amount: row.turnover, currency: row.currency }} />,
    },
  ];
  const sheet = (): Sheet => ({
    title,
    subtitle: about,
    columns: [
      { title: t("ranking.player") },
      { title: t("regions.region") },
      { title: t("rates.currency") },
      { title: amountTitle, numeric: true },
      { title: figure("metric.turnover"), numeric: true },
    ],
    rows: rows.map((row) => [
      { raw: row.player.username ?? row.player.id, text: named(row) },
      { raw: row.player.country, text: row.player.country ? format.country(row.player.country) : "–" },
      { raw: row.currency, text: row.currency },
      { raw: amountOf(name, row), text: format.money(amountOf(name, row), row.currency) },
      { raw: row.turnover, text: format.money(row.turnover, row.currency) },
    ]),
  });
  return (
    <Card title={title} flush extra={rows.length > 0 ? <ExportMenu title={title} sheet={sheet} /> : null}>
      {players.isError ? (
        <Problem error={players.error} onRetry={() => void players.refetch()} />
      ) : players.isPending ? (
        <Skeleton active paragraph={{ rows: 5 }} style={{ padding: 18 }} />
      ) : players.data[name] === null ? (
        <Blank title={t("ranking.missing")} />
      ) : (
        <ScrollTable label={shared("chart.table", { chart: title })}>
          <Table<TopPlayer>
            aria-label={title}
            className={styles.table ?? ""}
            size="small"
            rowKey={(row) => `${row.player.id} ${row.currency}`}
            columns={columns}
            dataSource={rows}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: <Blank title={t("ranking.none")} /> }}
          />
        </ScrollTable>
      )}
    </Card>
  );
}
