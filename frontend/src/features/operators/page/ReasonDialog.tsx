/** What needs nothing but a reason: cancelling a schedule, and the steps of closing for good. */
import { App, Form } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useSeen } from "@/shared/decision/useSeen";
import { useOperatorWrite } from "../api/writeOperator";
import { useFieldName } from "../Words";
import { useShown } from "./OperatorContext";

export type Decision = "cancel" | "ask_close" | "approve_close" | "withdraw_close";

export function ReasonDialog({ kind, onClose }: { kind: Decision; onClose: () => void }) {
  const { t } = useTranslation("operators");
  const { message } = App.useApp();
  const operator = useShown();
  const [form] = Form.useForm<{ reason: string }>();
  const decision = useSeen(operator.revision);
  const fieldName = useFieldName();
  const write = useOperatorWrite(operator.id);
  const words = { operator: operator.name };
  return (
    <DecisionDialog
      title={t(`decide.${kind}.title`, words)}
      detail={t(`decide.${kind}.detail`, words)}
      confirm={t(`decide.${kind}.confirm`)}
      danger={kind === "ask_close" || kind === "approve_close"}
      form={form}
      zone={operator.timezone}
      pending={write.isPending}
      error={write.error}
      fieldName={fieldName}
      onClose={onClose}
      onConfirm={({ reason }) =>
        write.mutate(
          { kind, reason, revision: decision.revision, requestId: decision.requestId },
          {
            onSuccess: () => {
              void message.success(t(`decide.${kind}.done`, words));
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    />
  );
}
