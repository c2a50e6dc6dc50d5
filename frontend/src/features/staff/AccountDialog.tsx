/** Shuts an account, or opens one that was shut. */
import { App, Form } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import type { Person } from "./api/types";
import { useAccountStep } from "./api/writeStaff";

export function AccountDialog({ person, zone, onClose }: { person: Person; zone: string; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const request = useRequestId();
  const change = useAccountStep();
  // What was asked when the dialog opened: the list behind it moves on.
  const step = person.disabled_at ? "enable" : "disable";
  const { name } = person;
  return (
    <DecisionDialog
      title={t(`${step}.title`, { name })}
      detail={t(`${step}.detail`)}
      confirm={t(`${step}.open`)}
      danger={step === "disable"}
      form={form}
      zone={zone}
      pending={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={({ reason }) =>
        change.mutate(
          { id: person.id, step, reason, requestId: request.id },
          {
            onSuccess: () => {
              void message.success(t(`${step}.done`, { name }));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    />
  );
}
