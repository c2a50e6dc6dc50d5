/** Takes an operator to another status: at once or at a moment, for good or until another. */
import { App, Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { isStale } from "@/shared/decision/stale";
import { useSeen } from "@/shared/decision/useSeen";
import { useFormat } from "@/shared/format/useFormat";
import { MomentPicker } from "@/shared/period/MomentPicker";
import type { OperatorStatus } from "../api/types";
import { useOperatorWrite } from "../api/writeOperator";
import { useFieldName } from "../Words";
import { AddressesField } from "./AddressesField";
import { useShown } from "./OperatorContext";

interface Values {
  when: "now" | "later";
  at: string | null;
  until: string | null;
  message: string;
  allowed_ips: string[];
}

/** What may have an end from the start. */
const INTERRUPTIONS: readonly OperatorStatus[] = ["maintenance", "suspended"];
const DANGEROUS: readonly OperatorStatus[] = ["suspended", "closing", "closed"];
const MESSAGE_LENGTH = 500;

export function StepDialog({ to, onClose }: { to: OperatorStatus; onClose: () => void }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const { message } = App.useApp();
  const operator = useShown();
  const [form] = Form.useForm<Values & { reason: string }>();
  const later = Form.useWatch("when", form) === "later";
  const decision = useSeen(operator.revision);
  const fieldName = useFieldName();
  const write = useOperatorWrite(operator.id);
  const zone = format.zone(operator.timezone);
  const maintenance = to === "maintenance";
  const moot = isStale(write.error) && !operator.next_statuses.includes(to);
  return (
    <DecisionDialog<Values>
      title={t("step.title", { operator: operator.name, status: t(`status.${to}`) })}
      detail={t(`step.detail.${to}`)}
      confirm={later ? t("step.schedule") : t(`step.to.${to}`)}
      danger={DANGEROUS.includes(to)}
      form={form}
      initial={{ when: "now", at: null, until: null, message: "", allowed_ips: operator.allowed_ips ?? [] }}
      fields={["at", "until", "message", "allowed_ips"]}
      zone={operator.timezone}
      pending={write.isPending}
      error={write.error}
      fieldName={fieldName}
      moot={moot}
      {...(moot ? { advice: t("step.moot") } : {})}
      onClose={onClose}
      onConfirm={(values) =>
        write.mutate(
          {
            kind: "step",
            to,
            at: later ? (values.at ?? null) : null,
            until: values.until ?? null,
            ...(maintenance ? { allowedIps: values.allowed_ips ?? [], message: (values.message ?? "").trim() } : {}),
            reason: values.reason,
            revision: decision.revision,
            requestId: decision.requestId,
          },
          {
            onSuccess: () => {
              void message.success(
                t(later ? "step.scheduled" : "step.done", { operator: operator.name, status: t(`status.${to}`) }),
              );
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    >
      <Form.Item name="when" label={t("step.when")}>
        <Radio.Group
          options={[
            { value: "now", label: t("step.now") },
            { value: "later", label: t("step.later") },
          ]}
        />
      </Form.Item>
      {later ? (
        <Form.Item name="at" label={t("step.at", { zone })} rules={[{ required: true, message: t("needed.at") }]}>
          <MomentPicker zone={operator.timezone} side="future" label={t("step.at", { zone })} />
        </Form.Item>
      ) : null}
      {INTERRUPTIONS.includes(to) ? (
        <Form.Item
          name="until"
          label={t("step.until", { zone })}
          extra={t("step.untilHint", { status: t(`status.${operator.status}`) })}
        >
          <MomentPicker zone={operator.timezone} side="future" label={t("step.until", { zone })} />
        </Form.Item>
      ) : null}
      {maintenance ? (
        <>
          <Form.Item name="message" label={t("step.message")} extra={t("step.messageHint")}>
            <Input.TextArea rows={2} maxLength={MESSAGE_LENGTH} />
          </Form.Item>
          <Form.Item name="allowed_ips" label={t("field.allowed_ips")} extra={t("settings.ipsHint")}>
            <AddressesField />
          </Form.Item>
        </>
      ) : null}
    </DecisionDialog>
  );
}
