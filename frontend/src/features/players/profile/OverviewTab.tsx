/** The account at a glance: balances, lifetime totals, the account's own facts, and personal data behind a mask. */
import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Operator, Player, PlayerProfile, PlayerTotals } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { usePermitted } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Problem } from "@/shared/ui/Problem";
import { useReveal } from "../api/useReveal";
import styles from "./ProfilePage.module.css";

interface Props {
  profile: PlayerProfile;
  operator: Operator;
}

export function OverviewTab({ profile, operator }: Props) {
  return (
    <div className={styles.grid}>
      <div className={styles.stack}>
        <Balances profile={profile} zone={operator.timezone} />
        <Totals totals={profile.totals} />
      </div>
      <div className={styles.stack}>
        <PersonalData key={profile.player.id} player={profile.player} operatorId={operator.id} />
        <Account profile={profile} zone={operator.timezone} />
      </div>
    </div>
  );
}

function Facts({ pairs }: { pairs: [string, ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === "" ? "–" : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Balances({ profile, zone }: { profile: PlayerProfile; zone: string }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const { balances } = profile;
  return (
    <Card title={t("profile.balances")}>
      {balances === null ? (
        <span className={styles.faint}>{t("profile.unavailable")}</span>
      ) : balances.length === 0 ? (
        <span className={styles.faint}>{t("profile.noBalances")}</span>
      ) : (
        <div className={styles.balances}>
          {balances.map((balance) => (
            <div key={balance.currency}>
              <b>
                <MoneyText value={balance.amount} />
              </b>
              {balance.updated_at ? (
                <span className={styles.faint}>
                  {t("profile.updated", { when: format.instant(balance.updated_at, zone) })}
                </span>
              ) : null}
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

const TOTALS = ["deposits", "withdrawals", "turnover", "payouts", "ggr", "bets"] as const;
type Total = (typeof TOTALS)[number];

function Totals({ totals }: { totals: PlayerTotals[] | null }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const columns: TableColumnsType<{ name: Total }> = [
    { key: "name", title: t("profile.total"), rowScope: "row", render: (_, row) => t(`total.${row.name}`) },
    ...(totals ?? []).map((total) => ({
      key: total.currency,
      title: total.currency,
      align: "right" as const,
      render: (_: unknown, { name }: { name: Total }) =>
        name === "bets" ? (
          format.count(total.bets)
        ) : (
          <MoneyText value={{ amount: total[name], currency: total.currency }} />
        ),
    })),
  ];
  return (
    <Card title={t("profile.totals")} flush>
      <Table<{ name: Total }>
        aria-label={t("profile.totals")}
        className={styles.numbers ?? ""}
        size="middle"
        rowKey="name"
        columns={columns}
        dataSource={totals?.length ? TOTALS.map((name) => ({ name })) : []}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Blank title={t(totals === null ? "profile.unavailable" : "profile.noTotals")} /> }}
      />
    </Card>
  );
}

function PersonalData({ player, operatorId }: { player: Player; operatorId: string }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const permitted = usePermitted("players.reveal");
  const reveal = useReveal(operatorId, player.id);
  const shown = reveal.data ?? player;
  const clear = !shown.masked;
  return (
    <Card
      title={t("profile.personal")}
      note={<span aria-live="polite">{clear ? t("profile.revealed") : t("profile.masked")}</span>}
      extra={
        !permitted ? null : clear ? (
          <Button icon={<EyeInvisibleOutlined />} onClick={() => reveal.reset()}>
            {t("profile.hide")}
          </Button>
        ) : (
          <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={() => reveal.mutate()}>
            {t("profile.reveal")}
          </Button>
        )
      }
    >
      {reveal.isError ? <Problem error={reveal.error} heading={t("profile.revealFailed")} /> : null}
      <Facts
        pairs={[
          [t("profile.firstName"), shown.first_name],
          [t("profile.lastName"), shown.last_name],
          [t("profile.email"), shown.email],
          [t("profile.phone"), shown.phone],
          [
            t("profile.dateOfBirth"),
            shown.date_of_birth && /^\d{4}-\d{2}-\d{2}$/.test(shown.date_of_birth)
              ? format.date(shown.date_of_birth)
              : shown.date_of_birth,
          ],
          [t("profile.registrationIp"), shown.registration_ip],
        ]}
      />
    </Card>
  );
}

function Account({ profile, zone }: { profile: PlayerProfile; zone: string }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const { player, open_sessions } = profile;
  return (
    <Card title={t("profile.account")}>
      <Facts
        pairs={[
          [t("profile.registered"), <InstantText key="registered" at={player.registered_at} zone={zone} />],
          [
            t("profile.lastSeen"),
            player.last_seen_at ? <InstantText key="seen" at={player.last_seen_at} zone={zone} /> : t("never"),
          ],
          [t("profile.openSessions"), open_sessions === null ? t("profile.unavailable") : format.count(open_sessions)],
          [t("profile.country"), player.country ? format.country(player.country) : null],
          [t("profile.region"), player.region],
          [t("profile.language"), player.language ? format.language(player.language) : null],
          [t("profile.currency"), player.currency],
        ]}
      />
    </Card>
  );
}
