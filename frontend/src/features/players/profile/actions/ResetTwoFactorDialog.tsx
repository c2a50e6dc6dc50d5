/** Asks the platform to take away the player's second factor, for somebody who lost the phone. */
import { App, Form } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useResetTwoFactor } from "../../api/resetTwoFactor";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import { useDecision } from "./useDecision";
import { useFieldName } from "./useFieldName";

const PRESETS = ["lost", "identity"] as const;

export function ResetTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<{ reason: string }>();
  const decision = useDecision();
  const fieldName = useFieldName();
  const reset = useResetTwoFactor(usePlayerTarget());
  return (
    <DecisionDialog
      title={t("twoFactor.title", { username: player.username })}
      detail={t("twoFactor.detail")}
      confirm={t("twoFactor.confirm")}
      danger
      form={form}
      presets={PRESETS.map((name) => t(`twoFactor.reasons.${name}`))}
      zone={zone}
      pending={reset.isPending}
      error={reset.error}
      fieldName={fieldName}
      onClose={onClose}
      onConfirm={({ reason }) =>
        reset.mutate(
          { reason, revision: decision.revision, requestId: decision.requestId },
          {
            onSuccess: () => {
              void message.success(t("twoFactor.done"));
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    />
  );
}
