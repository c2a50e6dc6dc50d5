/** What must not be missed of an operator: maintenance, a step to come, somebody who asks to close it. */
import { ClockCircleOutlined, ToolOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { useMayChange, useShown } from "./OperatorContext";
import styles from "./page.module.css";
import type { Decision } from "./ReasonDialog";

export function Notices({ onDecide }: { onDecide: (kind: Decision) => void }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const me = useSession();
  const operator = useShown();
  const mayChange = useMayChange();
  const mayClose = operatorsWith(me, "operators.close").some(({ id }) => id === operator.id);
  const { scheduled, maintenance, closing } = operator;
  const instant = (at: string) => format.instant(at, operator.timezone);
  return (
    <>
      {maintenance ? (
        <Alert
          type="warning"
          showIcon
          icon={<ToolOutlined />}
          title={t("notice.maintenance")}
          description={
            <>
              {maintenance.message ? <p className={styles.line}>“{maintenance.message}”</p> : null}
              {maintenance.allowed_ips === null ? null : maintenance.allowed_ips.length > 0 ? (
                <span>
                  {t("notice.letIn")} <code>{maintenance.allowed_ips.join(", ")}</code>
                </span>
              ) : (
                t("notice.letNobodyIn")
              )}
            </>
          }
        />
      ) : null}
      {scheduled ? (
        <Alert
          type="info"
          showIcon
          icon={<ClockCircleOutlined />}
          title={t(scheduled.ends ? "notice.ends" : "notice.scheduled", {
            status: t(`status.${operator.status}`),
            to: t(`status.${scheduled.to}`),
            when: instant(scheduled.at),
          })}
          description={
            <>
              {scheduled.until ? (
                <p className={styles.line}>{t("notice.until", { when: instant(scheduled.until) })}</p>
              ) : null}
              {t("notice.by", { by: scheduled.by, reason: scheduled.reason })}
            </>
          }
          action={mayChange ? <Button onClick={() => onDecide("cancel")}>{t("decide.cancel.open")}</Button> : undefined}
        />
      ) : null}
      {closing ? (
        <Alert
          type="error"
          showIcon
          title={t("notice.closing", { by: closing.asked_by, when: instant(closing.asked_at) })}
          description={
            <>
              <p className={styles.line}>{t("notice.reason", { reason: closing.reason })}</p>
              {t(closing.own ? "notice.closingOwn" : mayClose ? "notice.closingYours" : "notice.closingOthers")}
            </>
          }
          action={
            <span className={styles.actions}>
              {mayClose && !closing.own ? (
                <Button danger type="primary" onClick={() => onDecide("approve_close")}>
                  {t("decide.approve_close.open")}
                </Button>
              ) : null}
              {mayChange ? (
                <Button onClick={() => onDecide("withdraw_close")}>{t("decide.withdraw_close.open")}</Button>
              ) : null}
            </span>
          }
        />
      ) : null}
    </>
  );
}
