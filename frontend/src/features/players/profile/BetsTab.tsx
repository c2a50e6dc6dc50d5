/** The bets of one player. */
import { Select, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Bet, Operator } from "@/shared/api/types";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useBets } from "../api/listBets";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

const STATES = ["placed", "settled", "voided"] as const;
const TONES = { placed: "info", settled: "good", voided: "plain" } as const;

export function BetsTab({ playerId, operator }: { playerId: string; operator: Operator }) {
  const { t } = useTranslation("players");
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const status = STATES.find((each) => each === search.get("status")) ?? null;
  const bets = useBets({ operatorId: operator.id, playerId, status, cursor: paging.cursor, limit: TAB_PAGE_SIZE });
  const zone = operator.timezone;
  const columns: TableColumnsType<Bet> = [
    {
      key: "placed",
      title: t("bet.placed"),
      render: (_, bet) => <InstantText at={bet.placed_at} zone={zone} seconds />,
    },
    {
      key: "game",
      title: t("bet.game"),
      render: (_, bet) => [bet.game, bet.provider].filter(Boolean).join(" · ") || "–",
    },
    { key: "round", title: t("bet.round"), render: (_, bet) => (bet.round_id ? <code>{bet.round_id}</code> : "–") },
    { key: "id", title: t("bet.id"), render: (_, bet) => <code>{bet.bet_id}</code> },
    {
      key: "status",
      title: t("bet.status"),
      render: (_, bet) => (
        <Pill tone={TONES[bet.status]}>{t(`bet.state.${bet.status}`, { defaultValue: bet.status })}</Pill>
      ),
    },
    { key: "stake", title: t("bet.stake"), align: "right", render: (_, bet) => <MoneyText value={bet.stake} /> },
    { key: "payout", title: t("bet.payout"), align: "right", render: (_, bet) => <MoneyText value={bet.payout} /> },
    { key: "ggr", title: t("bet.ggr"), align: "right", render: (_, bet) => <MoneyText value={bet.ggr} signed /> },
    {
      key: "closed",
      title: t("bet.closed"),
      render: (_, bet) => <InstantText at={bet.settled_at ?? bet.voided_at} zone={zone} seconds />,
    },
  ];
  return (
    <PagedTable<Bet>
      label={t("tab.bets")}
      query={bets}
      paging={paging}
      columns={columns}
      rowKey="bet_id"
      empty={t("bet.none")}
      filters={
        <Select
          aria-label={t("bet.filter")}
          placeholder={t("bet.filter")}
          allowClear
          value={status}
          options={STATES.map((value) => ({ value, label: t(`bet.state.${value}`) }))}
          onChange={(value: string | undefined) => patch({ status: value ?? null, cursor: null })}
        />
      }
    />
  );
}
