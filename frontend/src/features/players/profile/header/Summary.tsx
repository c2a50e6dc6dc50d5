/** What one must know while on the phone: balances, bans, warnings, tags. */
import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { usePlayerView } from "../PlayerContext";
import { BanPill } from "./BanPill";
import styles from "./header.module.css";
import { TagEditor } from "./TagEditor";

export function Summary() {
  const { t } = useTranslation("player");
  const { player } = usePlayerView();
  return (
    <section className={styles.strip} aria-label={t("header.summary")}>
      <Balances />
      <dl className={styles.marks}>
        <dt>{t("header.bans")}</dt>
        <dd>
          {player.bans.length === 0 ? <span className={styles.faint}>{t("header.noBans")}</span> : null}
          {player.bans.map((ban) => (
            <BanPill key={ban.id} ban={ban} />
          ))}
        </dd>
        <dt>{t("header.risk")}</dt>
        <dd>
          {player.risk_flags.length === 0 ? <span className={styles.faint}>{t("header.noRisk")}</span> : null}
          {player.risk_flags.map((flag) => (
            <Pill key={flag} tone="warn" icon={<WarningOutlined />}>
              {t(`risk.${flag}`, { defaultValue: flag.replaceAll("_", " ") })}
            </Pill>
          ))}
        </dd>
        <dt>{t("header.tags")}</dt>
        <dd>
          <TagEditor />
        </dd>
      </dl>
    </section>
  );
}

function Balances() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { profile, zone } = usePlayerView();
  const { balances, totals } = profile;
  if (balances === null) return <span className={styles.faint}>{t("profile.unavailable")}</span>;
  if (balances.length === 0) return <span className={styles.faint}>{t("header.noBalances")}</span>;
  return (
    <div className={styles.balances} role="group" aria-label={t("header.balances")}>
      {balances.map((balance) => {
        const pending = totals?.find((each) => each.currency === balance.currency)?.pending_withdrawals;
        return (
          <div key={balance.currency}>
            <b>
              <MoneyText value={balance.amount} />
            </b>
            <span className={styles.faint}>
              {pending && Number(pending) !== 0
                ? t("header.pending", { amount: format.money(pending, balance.currency) })
                : balance.updated_at
                  ? t("header.updated", { when: format.instant(balance.updated_at, zone) })
                  : null}
            </span>
          </div>
        );
      })}
    </div>
  );
}
