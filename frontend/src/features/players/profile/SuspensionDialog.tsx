/** Suspends or reinstates a player: never without a reason, never on an outdated view of the account. */
import { Alert, App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, newRequestId } from "@/shared/api/client";
import type { Operator, Player } from "@/shared/api/types";
import { Problem } from "@/shared/ui/Problem";
import { type SuspensionAction, useSetSuspension } from "../api/setSuspension";
import styles from "./SuspensionDialog.module.css";

const PRESETS: Record<SuspensionAction, readonly string[]> = {
  suspend: ["request", "duplicate", "fraud", "bonus", "documents"],
  reinstate: ["cleared", "documents", "mistake"],
};

const LONGEST_REASON = 500;

interface Props {
  action: SuspensionAction;
  player: Player;
  operator: Operator;
  onClose: () => void;
}

export function SuspensionDialog({ action, player, operator, onClose }: Props) {
  const { t } = useTranslation("players");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const [requestId, setRequestId] = useState(newRequestId);
  const change = useSetSuspension(operator.id, player.id);
  const suspending = action === "suspend";
  const { username } = player;
  const stale = change.error instanceof ApiError && change.error.reason === "STALE_REVISION";
  const done = player.status === (suspending ? "suspended" : "active");
  const fieldProblem =
    change.error instanceof ApiError
      ? change.error.fields.find((each) => each.field.endsWith("reason"))?.message
      : null;

  const submit = ({ reason }: { reason: string }) =>
    change.mutate(
      {
        action,
        operatorId: operator.id,
        playerId: player.id,
        reason: reason.trim(),
        revision: player.revision,
        requestId,
      },
      {
        onSuccess: () => {
          void message.success(t(suspending ? "suspend.doneSuspend" : "suspend.doneReinstate", { username }));
          onClose();
        },
        // A refused decision is over; confirming again on the new state is a new one.
        onError: (error) => error instanceof ApiError && error.status !== 0 && setRequestId(newRequestId()),
      },
    );

  return (
    <Modal
      open
      title={t(suspending ? "suspend.suspendTitle" : "suspend.reinstateTitle", { username })}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: !change.isPending }}
      okText={t(suspending ? "suspend.confirmSuspend" : "suspend.confirmReinstate")}
      cancelText={shared("cancel")}
      okButtonProps={{ danger: suspending, loading: change.isPending, disabled: stale && done }}
      onOk={() => form.submit()}
    >
      <p className={styles.detail}>{t(suspending ? "suspend.suspendDetail" : "suspend.reinstateDetail")}</p>
      {stale ? (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className={styles.notice ?? ""}
          title={t("suspend.stale")}
          description={t(done ? "suspend.nothingToDo" : "suspend.staleDetail")}
        />
      ) : change.isError && !fieldProblem ? (
        <div className={styles.notice}>
          <Problem error={change.error} heading={t("suspend.failed")} />
        </div>
      ) : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item
          name="reason"
          label={t("suspend.reason")}
          extra={t("suspend.reasonHint")}
          rules={[
            { required: true, whitespace: true, message: t("suspend.required") },
            { max: LONGEST_REASON, message: t("suspend.tooLong") },
          ]}
          {...(fieldProblem ? { validateStatus: "error" as const, help: fieldProblem } : {})}
        >
          <Input.TextArea
            autoFocus
            rows={3}
            showCount
            maxLength={LONGEST_REASON}
            onChange={() => fieldProblem && change.reset()}
          />
        </Form.Item>
        <div className={styles.presets} role="group" aria-label={t("suspend.presets")}>
          {PRESETS[action].map((preset) => {
            const text = t(suspending ? `suspend.suspendReasons.${preset}` : `suspend.reinstateReasons.${preset}`);
            return (
              <Button key={preset} size="small" shape="round" onClick={() => form.setFieldValue("reason", text)}>
                {text}
              </Button>
            );
          })}
        </div>
      </Form>
    </Modal>
  );
}
