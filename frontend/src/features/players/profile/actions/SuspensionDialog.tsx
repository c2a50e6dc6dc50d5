/** Suspends or reinstates a player. */
import { App, Form } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { isStale } from "@/shared/decision/stale";
import { type SuspensionAction, useSetSuspension } from "../../api/setSuspension";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import { useDecision } from "./useDecision";
import { useFieldName } from "./useFieldName";

const PRESETS: Record<SuspensionAction, readonly string[]> = {
  suspend: ["request", "duplicate", "fraud", "bonus", "documents"],
  reinstate: ["cleared", "documents", "mistake"],
};

export function SuspensionDialog({ action, onClose }: { action: SuspensionAction; onClose: () => void }) {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<{ reason: string }>();
  const decision = useDecision();
  const fieldName = useFieldName();
  const change = useSetSuspension(usePlayerTarget());
  const suspending = action === "suspend";
  const { username } = player;
  const done = player.status === (suspending ? "suspended" : "active");
  return (
    <DecisionDialog
      title={t(suspending ? "suspend.suspendTitle" : "suspend.reinstateTitle", { username })}
      detail={t(suspending ? "suspend.suspendDetail" : "suspend.reinstateDetail")}
      confirm={t(suspending ? "suspend.confirmSuspend" : "suspend.confirmReinstate")}
      danger={suspending}
      form={form}
      presets={PRESETS[action].map((name) =>
        t(suspending ? `suspend.suspendReasons.${name}` : `suspend.reinstateReasons.${name}`),
      )}
      zone={zone}
      pending={change.isPending}
      error={change.error}
      fieldName={fieldName}
      moot={isStale(change.error) && done}
      {...(done ? { advice: t("suspend.nothingToDo") } : {})}
      onClose={onClose}
      onConfirm={({ reason }) =>
        change.mutate(
          { action, reason, revision: decision.revision, requestId: decision.requestId },
          {
            onSuccess: () => {
              void message.success(t(suspending ? "suspend.doneSuspend" : "suspend.doneReinstate", { username }));
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    />
  );
}
