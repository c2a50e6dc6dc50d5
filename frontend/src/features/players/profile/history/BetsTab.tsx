/** The bets of one player; each opens with its trail. */
import { Button, Select, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Bet } from "@/shared/api/types";
import { parseAmount } from "@/shared/format/currency";
import { useFormat } from "@/shared/format/useFormat";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useBets } from "../../api/listBets";
import { usePlayerView } from "../PlayerContext";
import { BetDrawer } from "./BetDrawer";
import { DaysFilter, useDays } from "./DaysFilter";
import styles from "./history.module.css";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

export const BET_STATES = ["placed", "settled", "voided"] as const;
export const BET_TONES = { placed: "info", settled: "good", voided: "plain" } as const;
const FILTERS = ["status", "game", "provider", "min", "max", "from", "to", "currency"] as const;

export function BetsTab() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { operator, player, profile, zone } = usePlayerView();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const days = useDays();
  const currencies = profile.balances?.map((balance) => balance.currency) ?? [];
  const status = BET_STATES.find((each) => each === search.get("status")) ?? null;
  const chosen = currencies.find((each) => each === search.get("currency")) ?? null;
  const [min, max] = (["min", "max"] as const).map((name) => {
    const read = parseAmount(search.get(name) ?? "", chosen ?? currencies[0] ?? operator.currency, format.locale);
    return read.kind === "amount" ? read.amount : null;
  });
  // Stakes of different currencies cannot be compared: a limit is about the chosen one, or the first.
  const currency = chosen ?? (min || max ? (currencies[0] ?? operator.currency) : null);
  const bets = useBets({
    operatorId: operator.id,
    playerId: player.id,
    status,
    game: search.get("game"),
    provider: search.get("provider"),
    currency,
    stakeMin: min ?? null,
    stakeMax: max ?? null,
    from: days.from,
    until: days.until,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const set = (changes: Record<string, string | null>) => patch({ ...changes, cursor: null });
  const filtered = FILTERS.some((name) => search.get(name));
  const text = (name: "game" | "provider" | "min" | "max", label: string, amount = false) => (
    <DebouncedInput
      className={(amount ? styles.amount : styles.text) ?? ""}
      aria-label={label}
      placeholder={label}
      inputMode={amount ? "decimal" : "text"}
      value={search.get(name) ?? ""}
      onSettled={(value) => set({ [name]: value || null })}
    />
  );
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
    {
      key: "id",
      title: t("bet.id"),
      render: (_, bet) => (
        <button type="button" className={styles.link} onClick={() => patch({ bet: bet.bet_id })}>
          <code>{bet.bet_id}</code>
        </button>
      ),
    },
    {
      key: "status",
      title: t("bet.status"),
      render: (_, bet) => (
        <Pill tone={BET_TONES[bet.status]}>{t(`bet.state.${bet.status}`, { defaultValue: bet.status })}</Pill>
      ),
    },
    { key: "stake", title: t("bet.stake"), align: "right", render: (_, bet) => <MoneyText value={bet.stake} /> },
    { key: "payout", title: t("bet.payout"), align: "right", render: (_, bet) => <MoneyText value={bet.payout} /> },
    { key: "ggr", title: t("figure.ggr"), align: "right", render: (_, bet) => <MoneyText value={bet.ggr} signed /> },
    {
      key: "closed",
      title: t("bet.closed"),
      render: (_, bet) => <InstantText at={bet.settled_at ?? bet.voided_at} zone={zone} seconds />,
    },
  ];
  return (
    <>
      <PagedTable<Bet>
        label={t("tab.bets")}
        query={bets}
        paging={paging}
        columns={columns}
        rowKey="bet_id"
        empty={t(filtered ? "filter.nothing" : "bet.none")}
        filters={
          <>
            <Select
              aria-label={t("bet.filter")}
              placeholder={t("bet.filter")}
              allowClear
              value={status}
              options={BET_STATES.map((value) => ({ value, label: t(`bet.state.${value}`) }))}
              onChange={(value: string | undefined) => set({ status: value ?? null })}
            />
            {text("game", t("bet.game"))}
            {text("provider", t("bet.provider"))}
            {currencies.length > 1 ? (
              <Select
                aria-label={t("filter.currency")}
                placeholder={t("filter.currency")}
                allowClear
                value={chosen}
                options={currencies.map((value) => ({ value, label: value }))}
                onChange={(value: string | undefined) => set({ currency: value ?? null })}
              />
            ) : null}
            {text("min", t("bet.stakeMin"), true)}
            {text("max", t("bet.stakeMax"), true)}
            <DaysFilter />
            {filtered ? (
              <Button type="link" onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
                {t("filter.clear")}
              </Button>
            ) : null}
          </>
        }
      />
      <BetDrawer betId={search.get("bet")} onOpen={(bet) => patch({ bet })} onClose={() => patch({ bet: null })} />
    </>
  );
}
