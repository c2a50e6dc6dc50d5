/** One bet in full: its facts, everything that it moved, and the rest of its round. */
import { Alert, Descriptions, Drawer, Skeleton, Table } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BalanceMovement, Bet } from "@/shared/api/types";
import { Blank } from "@/shared/ui/Blank";
import { CopyText } from "@/shared/ui/CopyText";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { type BetTrail, useBet } from "../../api/getBet";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";
import { useMovementColumns } from "./MovementLines";

const TONES = { placed: "info", settled: "good", voided: "plain" } as const;

interface Props {
  betId: string | null;
  onOpen: (betId: string) => void;
  onClose: () => void;
}

export function BetDrawer({ betId, onOpen, onClose }: Props) {
  const { t } = useTranslation("player");
  const { t: shared } = useTranslation("shared");
  const { operatorId, playerId } = usePlayerTarget();
  const bet = useBet(operatorId, playerId, betId);
  return (
    <Drawer
      open={betId !== null}
      onClose={onClose}
      size={720}
      title={t("bet.drawer")}
      closable={{ "aria-label": shared("close") }}
      destroyOnHidden
    >
      {bet.isPending && betId !== null ? (
        <div role="status" aria-label={shared("loading")}>
          <Skeleton active paragraph={{ rows: 8 }} />
        </div>
      ) : null}
      {bet.isError ? <Problem error={bet.error} onRetry={() => void bet.refetch()} /> : null}
      {bet.data ? <Trail trail={bet.data} onOpen={onOpen} /> : null}
    </Drawer>
  );
}

function Trail({ trail, onOpen }: { trail: BetTrail; onOpen: (betId: string) => void }) {
  const { t } = useTranslation("player");
  const { zone, asOf } = usePlayerView();
  const columns = useMovementColumns();
  const { bet, movements, round } = trail;
  const facts: [string, ReactNode][] = [
    [t("bet.id"), <CopyText key="id" text={bet.bet_id} label={t("bet.id")} />],
    [
      t("bet.status"),
      <Pill key="status" tone={TONES[bet.status]}>
        {t(`bet.state.${bet.status}`, { defaultValue: bet.status })}
      </Pill>,
    ],
    [t("bet.game"), [bet.game, bet.provider].filter(Boolean).join(" · ") || "–"],
    [
      t("bet.round"),
      bet.round_id ? <CopyText key="round" text={bet.round_id} label={t("bet.round")} /> : <span key="round">–</span>,
    ],
    [t("bet.stake"), <MoneyText key="stake" value={bet.stake} />],
    [t("bet.payout"), <MoneyText key="payout" value={bet.payout} />],
    [t("figure.ggr"), <MoneyText key="ggr" value={bet.ggr} signed />],
    [t("bet.placed"), <InstantText key="placed" at={bet.placed_at} zone={zone} seconds />],
    ...(bet.settled_at
      ? [
          [t("bet.settledAt"), <InstantText key="settled" at={bet.settled_at} zone={zone} seconds />] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    ...(bet.voided_at
      ? [
          [t("bet.voidedAt"), <InstantText key="voided" at={bet.voided_at} zone={zone} seconds />] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    ...(bet.void_reason ? [[t("bet.voidReason"), bet.void_reason] as [string, ReactNode]] : []),
  ];
  return (
    <>
      {asOf ? <Alert type="warning" showIcon className={styles.today ?? ""} title={t("bet.today")} /> : null}
      <Descriptions
        column={1}
        colon={false}
        size="small"
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
      <section className={styles.section}>
        <h3>{t("bet.trail")}</h3>
        <Table<BalanceMovement>
          aria-label={t("bet.trail")}
          className={styles.numbers ?? ""}
          size="small"
          rowKey="id"
          columns={columns}
          dataSource={movements}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Blank title={t("movement.none")} /> }}
        />
      </section>
      {round.length > 0 ? (
        <section className={styles.section}>
          <h3>{t("bet.sameRound")}</h3>
          <Table<Bet>
            aria-label={t("bet.sameRound")}
            className={styles.numbers ?? ""}
            size="small"
            rowKey="bet_id"
            pagination={false}
            scroll={{ x: "max-content" }}
            dataSource={round}
            columns={[
              {
                key: "id",
                title: t("bet.id"),
                render: (_, each) => (
                  <button type="button" className={styles.link} onClick={() => onOpen(each.bet_id)}>
                    <code>{each.bet_id}</code>
                  </button>
                ),
              },
              {
                key: "status",
                title: t("bet.status"),
                render: (_, each) => (
                  <Pill tone={TONES[each.status]}>{t(`bet.state.${each.status}`, { defaultValue: each.status })}</Pill>
                ),
              },
              {
                key: "stake",
                title: t("bet.stake"),
                align: "right",
                render: (_, each) => <MoneyText value={each.stake} />,
              },
              {
                key: "payout",
                title: t("bet.payout"),
                align: "right",
                render: (_, each) => <MoneyText value={each.payout} />,
              },
            ]}
          />
        </section>
      ) : null}
    </>
  );
}
