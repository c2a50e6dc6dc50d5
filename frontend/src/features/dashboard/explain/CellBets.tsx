/** The bets behind one cell of a figure, each with its player, masked as the players' list does. */
import { Button, Drawer, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Blank } from "@/shared/ui/Blank";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { type BetsAsk, useFigureBets } from "../api/explain";
import type { FigureBet } from "../api/types";
import styles from "./explain.module.css";

interface Props {
  title: string;
  zone: string;
  ask: BetsAsk;
  onClose: () => void;
}

export function CellBets({ title, zone, ask, onClose }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const bets = useFigureBets(ask);
  const columns: TableColumnsType<FigureBet> = [
    {
      key: "at",
      title: t(ask.basis === "placed" ? "bets.placed" : "bets.settled"),
      render: (_, bet) => (
        <InstantText at={ask.basis === "placed" ? bet.bet.placed_at : bet.bet.settled_at} zone={zone} seconds />
      ),
    },
    {
      key: "player",
      title: t("ranking.player"),
      render: (_, bet) => (
        <Link to={`/players/${bet.player_id}/bets?op=${ask.operatorId}&bet=${encodeURIComponent(bet.bet.bet_id)}`}>
          {bet.username}
        </Link>
      ),
    },
    {
      key: "game",
      title: t("games.game"),
      render: (_, bet) => [bet.bet.game, bet.bet.provider].filter(Boolean).join(" · ") || "–",
    },
    { key: "stake", title: t("bets.stake"), align: "right", render: (_, bet) => <MoneyText value={bet.bet.stake} /> },
    {
      key: "payout",
      title: t("bets.payout"),
      align: "right",
      render: (_, bet) => <MoneyText value={bet.bet.payout} />,
    },
  ];
  return (
    <Drawer
      open
      size={760}
      title={t("bets.title", { cell: title })}
      closable={{ "aria-label": shared("close") }}
      onClose={onClose}
    >
      {bets.isError ? <Problem error={bets.error} onRetry={() => void bets.refetch()} /> : null}
      <ScrollTable label={shared("chart.table", { chart: t("bets.title", { cell: title }) })}>
        <Table<FigureBet>
          aria-label={t("bets.title", { cell: title })}
          className={styles.numbers ?? ""}
          size="small"
          rowKey={(row) => row.bet.bet_id}
          columns={columns}
          dataSource={bets.data?.pages.flatMap((page) => page.items) ?? []}
          loading={bets.isPending}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: bets.isPending || bets.isError ? " " : <Blank title={t("bets.none")} /> }}
        />
      </ScrollTable>
      {bets.hasNextPage ? (
        <div className={styles.foot}>
          <Button loading={bets.isFetchingNextPage} onClick={() => void bets.fetchNextPage()}>
            {t("explain.more")}
          </Button>
        </div>
      ) : null}
    </Drawer>
  );
}
