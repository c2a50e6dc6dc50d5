/** What each column of the list shows of a player. */
import { StopOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Operator, PlayerSummary } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { StatusTag } from "@/shared/ui/StatusTag";
import type { Column } from "../columns";
import styles from "./PlayersTable.module.css";

export const WIDTHS: Record<Column, number> = {
  operator: 130,
  name: 150,
  email: 210,
  phone: 140,
  country: 120,
  region: 90,
  status: 110,
  bans: 150,
  excluded: 120,
  kyc_level: 115,
  kyc_status: 120,
  vip_level: 80,
  affiliate: 150,
  tags: 170,
  risk_flags: 160,
  online: 90,
  registered_at: 165,
  last_seen_at: 165,
  balance: 150,
  deposits: 140,
  withdrawals: 140,
  turnover: 140,
  ggr: 140,
};

export const RIGHT: ReadonlySet<Column> = new Set([
  "kyc_level",
  "vip_level",
  "balance",
  "deposits",
  "withdrawals",
  "turnover",
  "ggr",
]);

/** What is cut short rather than broken into lines. */
export const ONE_LINE: ReadonlySet<Column> = new Set(["operator", "name", "email", "phone", "country"]);

const KYC_TONES: Record<string, Tone> = { verified: "good", pending: "info", rejected: "bad", expired: "warn" };
const MOST_TAGS = 3;

interface Props {
  column: Column;
  player: PlayerSummary;
  operator: Operator;
}

/** One cell; what is not known is a dash. */
export function Cell({ column, player, operator }: Props): ReactNode {
  const { t } = useTranslation("playerList");
  const format = useFormat();
  const dash = <span className={styles.faint}>–</span>;
  switch (column) {
    case "operator":
      return operator.name;
    case "country":
      return player.country ? format.country(player.country) : dash;
    case "status":
      return <StatusTag status={player.status} />;
    case "bans":
      return (
        <Pills
          words={player.bans.map((scope) => t(`ban.${scope}`, { defaultValue: scope }))}
          tone="bad"
          icon={<StopOutlined />}
        />
      );
    case "excluded":
      return player.excluded ? <Pill tone="warn">{t("cell.excluded")}</Pill> : dash;
    case "kyc_status":
      return (
        <Pill tone={KYC_TONES[player.kyc_status] ?? "plain"}>
          {t(`kyc.${player.kyc_status}`, { defaultValue: player.kyc_status })}
        </Pill>
      );
    case "kyc_level":
    case "vip_level":
      return player[column] > 0 ? format.count(player[column]) : dash;
    case "affiliate":
      return (
        <>
          {t(`acquisition.${player.acquisition}`, { defaultValue: player.acquisition || "–" })}
          {player.affiliate_id ? <small className={styles.under}>{player.affiliate_id}</small> : null}
        </>
      );
    case "tags":
      return <Pills words={player.tags} tone="info" />;
    case "risk_flags":
      return <Pills words={player.risk_flags.map((flag) => flag.replaceAll("_", " "))} tone="warn" />;
    case "online":
      return player.online ? <Pill tone="good">{t("cell.online")}</Pill> : dash;
    case "registered_at":
      return <InstantText at={player.registered_at} zone={operator.timezone} />;
    case "last_seen_at":
      return player.last_seen_at ? (
        <InstantText at={player.last_seen_at} zone={operator.timezone} />
      ) : (
        <span className={styles.faint}>{t("cell.never")}</span>
      );
    case "balance":
      return player.balances.length === 0 ? (
        dash
      ) : (
        <span className={styles.balances}>
          {player.balances.map((balance) => (
            <MoneyText key={balance.currency} value={balance} />
          ))}
        </span>
      );
    case "deposits":
    case "withdrawals":
    case "turnover":
    case "ggr":
      return player[column] ? <MoneyText value={player[column]} /> : dash;
    default:
      return player[column] || dash;
  }
}

/** A few words in pills; those that have no room are named on hover. */
function Pills({ words, tone, icon }: { words: readonly string[]; tone: Tone; icon?: ReactNode }) {
  const { t } = useTranslation("playerList");
  const format = useFormat();
  if (words.length === 0) return <span className={styles.faint}>–</span>;
  const rest = words.slice(MOST_TAGS);
  return (
    <span className={styles.pills} title={words.join(", ")}>
      {words.slice(0, MOST_TAGS).map((word) => (
        <Pill key={word} tone={tone} icon={icon}>
          {word}
        </Pill>
      ))}
      {rest.length > 0 ? (
        <>
          <span aria-hidden="true">{t("cell.more", { formatted: format.count(rest.length) })}</span>
          <span className="visually-hidden">{rest.join(", ")}</span>
        </>
      ) : null}
    </span>
  );
}
