/** One request in full, and its decision: never by whoever asked for it. */
import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { Alert, App, Button, Descriptions, Drawer, Form } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useDecideAdjustment, type Verdict } from "@/shared/adjustment/api/decideAdjustment";
import type { Adjustment } from "@/shared/adjustment/types";
import { AdjustmentAmount, AdjustmentDocument, AdjustmentStateTag } from "@/shared/adjustment/Words";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { usePermitted } from "@/shared/session/SessionContext";
import { CopyText } from "@/shared/ui/CopyText";
import { InstantText } from "@/shared/ui/InstantText";
import { useCarriedPath } from "@/shared/url/params";
import styles from "./ApprovalsPage.module.css";

interface Props {
  request: Adjustment | null;
  operator: Operator;
  onClose: () => void;
}

export function RequestDrawer({ request, operator, onClose }: Props) {
  const { t } = useTranslation("approvals");
  const { t: shared } = useTranslation("shared");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  return (
    <Drawer
      open={request !== null}
      onClose={onClose}
      size={560}
      title={t("drawer.title")}
      closable={{ "aria-label": shared("close") }}
      destroyOnHidden
    >
      {request ? <Facts request={request} operator={operator} onDecide={setVerdict} /> : null}
      {request && verdict ? (
        <VerdictDialog
          key={verdict}
          verdict={verdict}
          request={request}
          operator={operator}
          onClose={() => setVerdict(null)}
          onDone={onClose}
        />
      ) : null}
    </Drawer>
  );
}

function Facts({
  request,
  operator,
  onDecide,
}: {
  request: Adjustment;
  operator: Operator;
  onDecide: (verdict: Verdict) => void;
}) {
  const { t } = useTranslation("approvals");
  const { t: adjustment } = useTranslation("adjustment");
  const carriedPath = useCarriedPath();
  const mayApprove = usePermitted("players.approve");
  const mayAsk = usePermitted("players.adjust");
  const zone = operator.timezone;
  const waiting = request.state === "waiting";
  const facts: [string, ReactNode][] = [
    [
      t("column.player"),
      <Link key="player" to={carriedPath(`/players/${request.player.id}`)}>
        {request.player.username} · {request.player.external_id}
      </Link>,
    ],
    [t("column.kind"), adjustment(`kind.${request.kind}`)],
    [t("column.reason"), request.reason],
    [t("column.by"), request.requested_by],
    [t("column.at"), <InstantText key="at" at={request.requested_at} zone={zone} seconds />],
    [
      adjustment("document"),
      <AdjustmentDocument key="document" adjustment={request} operatorId={operator.id} permitted={mayApprove} />,
    ],
    ...(waiting
      ? []
      : ([
          [t("column.decided"), request.decided_by ?? t("alone")],
          [t("drawer.decidedAt"), <InstantText key="decided" at={request.decided_at} zone={zone} seconds />],
          [t("drawer.decisionReason"), request.decision_reason || "–"],
        ] as [string, ReactNode][])),
    ...(request.movement_id
      ? ([
          [t("drawer.movement"), <CopyText key="movement" text={request.movement_id} label={t("drawer.movement")} />],
        ] as [string, ReactNode][])
      : []),
  ];
  return (
    <>
      <AdjustmentStateTag state={request.state} />
      <div className={styles.amount}>
        <AdjustmentAmount adjustment={request} />
      </div>
      <Descriptions
        column={1}
        colon={false}
        size="small"
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
      {waiting && request.own ? <Alert type="info" showIcon title={t("drawer.own")} style={{ marginTop: 16 }} /> : null}
      {waiting && !request.own && !mayApprove ? (
        <Alert type="info" showIcon title={t("drawer.notPermitted")} style={{ marginTop: 16 }} />
      ) : null}
      {waiting ? (
        <div className={styles.buttons}>
          {mayApprove && !request.own ? (
            <>
              <Button type="primary" icon={<CheckOutlined />} onClick={() => onDecide("approve")}>
                {t("verdict.approve.action")}
              </Button>
              <Button danger icon={<CloseOutlined />} onClick={() => onDecide("reject")}>
                {t("verdict.reject.action")}
              </Button>
            </>
          ) : null}
          {request.own && mayAsk ? (
            <Button onClick={() => onDecide("cancel")}>{t("verdict.cancel.action")}</Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function VerdictDialog({
  verdict,
  request,
  operator,
  onClose,
  onDone,
}: {
  verdict: Verdict;
  request: Adjustment;
  operator: Operator;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation("approvals");
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const id = useRequestId();
  const decide = useDecideAdjustment();
  return (
    <DecisionDialog
      title={t(`verdict.${verdict}.title`, { username: request.player.username })}
      detail={
        <>
          <AdjustmentAmount adjustment={request} /> · {t(`verdict.${verdict}.detail`)}
        </>
      }
      confirm={t(`verdict.${verdict}.action`)}
      danger={verdict === "reject"}
      form={form}
      reasonOptional={verdict === "approve"}
      withoutReason={verdict === "cancel"}
      zone={operator.timezone}
      pending={decide.isPending}
      error={decide.error}
      onClose={onClose}
      onConfirm={({ reason }) =>
        decide.mutate(
          { verdict, operatorId: operator.id, adjustmentId: request.id, reason, requestId: id.id },
          {
            onSuccess: () => {
              void message.success(t(`verdict.${verdict}.done`));
              onClose();
              onDone();
            },
            onError: id.failed,
          },
        )
      }
    />
  );
}
