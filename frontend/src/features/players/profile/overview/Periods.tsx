/** The figures of a player: today, in 7 and 30 days and ever, and the lifetime totals of each wallet. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { PlayerTotals } from "@/shared/api/types";
import { zeroOf } from "@/shared/format/currency";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import { OVERVIEW_PERIODS, type Overview } from "../../api/getOverview";
import { usePlayerView } from "../PlayerContext";
import { figuresOf } from "./figures";
import styles from "./overview.module.css";

const FIGURES = ["deposits", "withdrawals", "turnover", "payouts", "ggr", "ngr", "rtp", "bonuses", "bets"] as const;
type Figure = (typeof FIGURES)[number];

export function Periods({ overview, currency }: { overview: Overview; currency: string }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const columns: TableColumnsType<{ name: Figure }> = [
    {
      key: "name",
      title: t("overview.figure"),
      rowScope: "row",
      render: (_, { name }) => <span title={t(`definition.${name}`)}>{t(`figure.${name}`)}</span>,
    },
    ...OVERVIEW_PERIODS.map((period) => ({
      key: period,
      title: t(`overview.period.${period}`),
      align: "right" as const,
      render: (_: unknown, { name }: { name: Figure }) => {
        const figures = figuresOf(overview, period, currency);
        if (name === "bets") return format.count(figures?.bets ?? 0);
        if (name === "rtp") return figures?.rtp ? format.percent(toNumber(figures.rtp)) : "–";
        return <MoneyText value={{ amount: figures?.[name] ?? zeroOf(currency), currency }} />;
      },
    })),
  ];
  return (
    <Card title={t("overview.title")} note={t("overview.note")} flush>
      <Table<{ name: Figure }>
        aria-label={t("overview.title")}
        className={styles.numbers ?? ""}
        size="small"
        rowKey="name"
        columns={columns}
        dataSource={FIGURES.map((name) => ({ name }))}
        pagination={false}
        scroll={{ x: "max-content" }}
      />
    </Card>
  );
}

const TOTALS = [
  "deposits",
  "withdrawals",
  "pending_withdrawals",
  "turnover",
  "payouts",
  "ggr",
  "bonuses",
  "ngr",
  "adjustments",
  "bets",
] as const;
type Total = (typeof TOTALS)[number];

export function Totals() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { profile, asOf } = usePlayerView();
  const { totals } = profile;
  const shown = (total: PlayerTotals, name: Total) =>
    name === "bets" ? (
      format.count(total.bets)
    ) : (
      <MoneyText value={{ amount: total[name], currency: total.currency }} />
    );
  const columns: TableColumnsType<{ name: Total }> = [
    {
      key: "name",
      title: t("overview.figure"),
      rowScope: "row",
      render: (_, { name }) => <span title={t(`definition.${name}`)}>{t(`figure.${name}`)}</span>,
    },
    ...(totals ?? []).map((total) => ({
      key: total.currency,
      title: total.currency,
      align: "right" as const,
      render: (_: unknown, { name }: { name: Total }) => shown(total, name),
    })),
  ];
  return (
    <Card title={t(asOf ? "overview.totalsThen" : "overview.totals")} flush>
      <Table<{ name: Total }>
        aria-label={t("overview.totals")}
        className={styles.numbers ?? ""}
        size="small"
        rowKey="name"
        columns={columns}
        dataSource={totals?.length ? TOTALS.map((name) => ({ name })) : []}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Blank title={t(totals === null ? "profile.unavailable" : "overview.noTotals")} /> }}
      />
    </Card>
  );
}
