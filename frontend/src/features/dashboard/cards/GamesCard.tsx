/** The games that made the most of the period, and whether they return what they should. */
import { Button, Table, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import type { Sheet } from "@/shared/exporting/sheet";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { RtpVerdict, TopGame } from "../api/types";
import { Bar, byText, largest, Moved } from "./Bar";
import type { CardProps } from "./card";
import styles from "./tables.module.css";

/** A player's luck is the house's bad day; neither is good news when chance cannot explain it. */
const TONES: Record<RtpVerdict, Tone> = { above: "bad", below: "warn", expected: "good", too_few: "plain" };

export function GamesCard({ dashboard, currency, about }: CardProps) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const { t: figure } = useTranslation("figure");
  const format = useFormat();
  const rows = (dashboard.top_games ?? []).filter((row) => row.currency === currency);
  const most = largest(rows.map((row) => row.turnover));
  const title = t("card.games");
  const percent = (ratio: string | null | undefined) => (ratio ? format.ratio(toNumber(ratio)) : "–");
  const columns: TableColumnsType<TopGame> = [
    {
      key: "game",
      title: t("games.game"),
      rowScope: "row",
      render: (_, row) => (
        <span className={styles.name}>
          {row.name || row.game}
          <small>{[row.provider, row.category].filter(Boolean).join(" · ")}</small>
        </span>
      ),
    },
    {
      key: "turnover",
      title: figure("metric.turnover"),
      align: "right",
      sorter: (a, b) => byText(a.turnover, b.turnover),
      render: (_, row) => <Bar amount={row.turnover} currency={row.currency} most={most} />,
    },
    {
      key: "ggr",
      title: figure("metric.ggr"),
      align: "right",
      sorter: (a, b) => byText(a.ggr, b.ggr),
      render: (_, row) => <Moved amount={row.ggr} previous={row.previous_ggr} currency={row.currency} />,
    },
    {
      key: "bets",
      title: figure("metric.bets"),
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
      render: (_, row) => percent(row.rtp),
    },
    {
      key: "theoretical",
      title: t("games.theoretical"),
      align: "right",
      render: (_, row) => percent(row.theoretical_rtp),
    },
    {
      key: "verdict",
      title: t("games.verdict"),
      render: (_, row) => <Verdict row={row} />,
    },
  ];
  const sheet = (): Sheet => ({
    title,
    subtitle: about,
    columns: [
      { title: t("games.game") },
      { title: t("filter.provider") },
      { title: t("filter.category") },
      { title: t("rates.currency") },
      { title: figure("metric.turnover"), numeric: true },
      { title: figure("metric.payouts"), numeric: true },
      { title: figure("metric.ggr"), numeric: true },
      { title: figure("metric.bets"), numeric: true },
      { title: t("games.rtp"), numeric: true },
      { title: t("games.theoretical"), numeric: true },
      { title: t("games.verdict") },
    ],
    rows: rows.map((row) => {
      const money = (amount: string) => ({ raw: amount, text: format.money(amount, row.currency) });
      const plain = (text: string | null | undefined) => ({ raw: text ?? null, text: text || "–" });
      return [
        plain(row.name || row.game),
        plain(row.provider),
        plain(row.category),
        plain(row.currency),
        money(row.turnover),
        money(row.payouts),
        money(row.ggr),
        { raw: row.bets, text: format.count(row.bets) },
        { raw: row.rtp, text: percent(row.rtp) },
        { raw: row.theoretical_rtp ?? null, text: percent(row.theoretical_rtp) },
        plain(row.rtp_verdict ? t(`games.is.${row.rtp_verdict}`) : null),
      ];
    }),
  });
  return (
    <Card title={title} flush extra={rows.length > 0 ? <ExportMenu title={title} sheet={sheet} /> : null}>
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<TopGame>
          aria-label={title}
          className={styles.table ?? ""}
          size="middle"
          rowKey={(row) => `${row.provider ?? ""}/${row.game}`}
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Blank title={t("games.none")} /> }}
        />
      </ScrollTable>
    </Card>
  );
}

/** What the payouts say beside the theoretical RTP, with the reason in plain words. */
function Verdict({ row }: { row: TopGame }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const verdict = row.rtp_verdict;
  if (!verdict) return <span aria-hidden="true">–</span>;
  const why =
    verdict === "too_few"
      ? t("games.why.too_few", { bets: format.count(row.settled_bets) })
      : t(`games.why.${verdict}`, {
          bets: format.count(row.settled_bets),
          rtp: row.rtp ? format.ratio(toNumber(row.rtp)) : "–",
          theoretical: row.theoretical_rtp ? format.ratio(toNumber(row.theoretical_rtp)) : "–",
          times: row.rtp_z ? format.amount(toNumber(row.rtp_z).toFixed(1).replace("-", "")) : "–",
        });
  const word = t(`games.is.${verdict}`);
  return (
    <Tooltip title={why}>
      <Button
        type="text"
        size="small"
        className={styles.verdict ?? ""}
        aria-label={t("games.verdictOf", { game: row.name || row.game, word })}
      >
        <Pill tone={TONES[verdict]}>{word}</Pill>
      </Button>
    </Tooltip>
  );
}
