/** How many requests wait for the reader, in the navigation. */
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { ScopeContext } from "@/shared/scope/ScopeContext";
import { usePermitted } from "@/shared/session/SessionContext";
import { MOST, useWaiting } from "./api/useWaiting";
import styles from "./WaitingBadge.module.css";
import "./messages";

export function WaitingBadge() {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const permitted = usePermitted("players.approve");
  const operator = useContext(ScopeContext)?.operators[0] ?? null;
  const count = useWaiting(permitted && operator ? operator.id : null);
  if (count === 0) return null;
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{count > MOST ? `${MOST}+` : format.count(count)}</span>
      <span className="visually-hidden">{t("badge", { count })}</span>
    </span>
  );
}
