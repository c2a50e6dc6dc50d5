/** In the navigation: how many tickets are this person's, in red how many are overdue. */
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { ScopeContext } from "@/shared/scope/ScopeContext";
import { useTicketCounts } from "./api/getCounts";
import styles from "./NavBadge.module.css";
import "./messages";

export function NavBadge() {
  const { t } = useTranslation("tickets");
  const scope = useContext(ScopeContext);
  const counts = useTicketCounts(scope?.operators[0]?.id ?? null).data;
  if (!counts || counts.mine + counts.breached === 0) return null;
  return (
    <span className={styles.badge}>
      {counts.mine > 0 ? (
        <span className={styles.mine} title={t("badge.mine", { count: counts.mine })}>
          <span aria-hidden="true">{counts.mine}</span>
          <span className="visually-hidden">{t("badge.mine", { count: counts.mine })}</span>
        </span>
      ) : null}
      {counts.breached > 0 ? (
        <span className={styles.over} title={t("badge.breached", { count: counts.breached })}>
          <span aria-hidden="true">{counts.breached}!</span>
          <span className="visually-hidden">{t("badge.breached", { count: counts.breached })}</span>
        </span>
      ) : null}
    </span>
  );
}
