/** Where this person is signed in, and a way to end each of those sessions. */
import { App, Button, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { useSessions } from "./api/listSessions";
import { useRevokeSession } from "./api/revokeSession";
import styles from "./SessionsDialog.module.css";
import { deviceOf } from "./userAgent";
import "./messages";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function SessionsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("auth");
  const format = useFormat();
  const problemText = useProblemText();
  const { message } = App.useApp();
  const sessions = useSessions();
  const revoke = useRevokeSession();
  const [now] = useState(() => Date.now());

  const name = (userAgent: string | null) => {
    const { browser, system } = deviceOf(userAgent);
    return browser && system
      ? t("sessions.on", { browser, system })
      : (browser ?? system ?? t("sessions.unknownDevice"));
  };

  return (
    <Modal open title={t("sessions.title")} onCancel={onClose} footer={null} width={560}>
      <p className={styles.detail}>{t("sessions.detail")}</p>
      {sessions.isPending ? <Skeleton active /> : null}
      {sessions.isError ? <Problem error={sessions.error} onRetry={() => void sessions.refetch()} /> : null}
      <ul className={styles.list}>
        {sessions.data?.map((session) => (
          <li key={session.id}>
            <div className={styles.what}>
              <b title={session.user_agent ?? ""}>{name(session.user_agent)}</b>
              {session.current ? <Pill tone="good">{t("sessions.current")}</Pill> : null}
              <span>
                {session.ip ? <code>{session.ip}</code> : null}{" "}
                {t("sessions.since", { when: format.instant(session.created_at, ZONE) })}
                {session.last_seen_at ? `, ${t("sessions.seen", { when: format.ago(session.last_seen_at, now) })}` : ""}
              </span>
            </div>
            {session.current ? null : (
              <Button
                danger
                size="small"
                aria-label={t("sessions.revokeNamed", { device: name(session.user_agent) })}
                loading={revoke.isPending && revoke.variables === session.id}
                onClick={() =>
                  revoke.mutate(session.id, {
                    onSuccess: () => void message.success(t("sessions.revoked")),
                    onError: (error) => void message.error(problemText(error)),
                  })
                }
              >
                {t("sessions.revoke")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
