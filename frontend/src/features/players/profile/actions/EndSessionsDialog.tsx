/** Ends one open session of a player, or all of them. */
import { App, Form } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { useEndSessions } from "../../api/endSessions";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";

const PRESETS = ["request", "takeover", "device"] as const;

export function EndSessionsDialog({ sessionId, onClose }: { sessionId: string | null; onClose: () => void }) {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<{ reason: string }>();
  const request = useRequestId();
  const end = useEndSessions(usePlayerTarget());
  return (
    <DecisionDialog
      title={t(sessionId ? "endSessions.titleOne" : "endSessions.titleAll", { username: player.username })}
      detail={t(sessionId ? "endSessions.detailOne" : "endSessions.detailAll")}
      confirm={t(sessionId ? "endSessions.confirmOne" : "endSessions.confirmAll")}
      danger
      form={form}
      presets={PRESETS.map((name) => t(`endSessions.reasons.${name}`))}
      zone={zone}
      pending={end.isPending}
      error={end.error}
      onClose={onClose}
      onConfirm={({ reason }) =>
        end.mutate(
          { sessionId, reason, requestId: request.id },
          {
            onSuccess: ({ ended }) => {
              void message.success(t("endSessions.done", { count: ended }));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    />
  );
}
