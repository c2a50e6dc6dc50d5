/** What the player likes to play. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import type { FavouriteGame } from "../../api/getOverview";
import styles from "./overview.module.css";

export function Games({ games }: { games: readonly FavouriteGame[] }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const columns: TableColumnsType<FavouriteGame> = [
    {
      key: "game",
      title: t("bet.game"),
      rowScope: "row",
      render: (_, row) => [row.game, row.provider].filter(Boolean).join(" · "),
    },
    { key: "bets", title: t("figure.bets"), align: "right", render: (_, row) => format.count(row.bets) },
    {
      key: "turnover",
      title: t("figure.turnover"),
      align: "right",
      render: (_, row) => <MoneyText value={{ amount: row.turnover, currency: row.currency }} />,
    },
    {
      key: "ggr",
      title: t("figure.ggr"),
      align: "right",
      render: (_, row) => <MoneyText value={{ amount: row.ggr, currency: row.currency }} signed />,
    },
  ];
  return (
    <Card title={t("overview.games")} note={t("overview.days")} flush>
      <Table<FavouriteGame>
        aria-label={t("overview.games")}
        className={styles.numbers ?? ""}
        size="small"
        rowKey={(row) => `${row.game}/${row.provider}/${row.currency}`}
        columns={columns}
        dataSource={[...games]}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Blank title={t("overview.noGames")} /> }}
      />
    </Card>
  );
}
