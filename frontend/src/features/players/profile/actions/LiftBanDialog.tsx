/** Lifts bans in force. */
import { App, Checkbox, Form } from "antd";
import { useTranslation } from "react-i18next";
import type { BanScope } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useLiftBan } from "../../api/liftBan";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import { useDecision } from "./useDecision";
import { useFieldName } from "./useFieldName";

interface Values {
  scopes: BanScope[];
}

const PRESETS = ["cleared", "served", "mistake"] as const;

export function LiftBanDialog({ scope, onClose }: { scope: BanScope | null; onClose: () => void }) {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<Values & { reason: string }>();
  const decision = useDecision();
  const fieldName = useFieldName();
  const lift = useLiftBan(usePlayerTarget());
  const banned = player.bans.map((ban) => ban.scope);
  return (
    <DecisionDialog<Values>
      title={t("lift.title", { username: player.username })}
      detail={t("lift.detail")}
      confirm={t("lift.confirm")}
      form={form}
      initial={{ scopes: scope ? [scope] : banned }}
      fields={["scopes"]}
      presets={PRESETS.map((name) => t(`lift.reasons.${name}`))}
      zone={zone}
      pending={lift.isPending}
      error={lift.error}
      fieldName={fieldName}
      moot={banned.length === 0}
      onClose={onClose}
      onConfirm={({ scopes, reason }) =>
        lift.mutate(
          { scopes, reason, revision: decision.revision, requestId: decision.requestId },
          {
            onSuccess: () => {
              void message.success(t("lift.done", { username: player.username }));
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    >
      <Form.Item
        name="scopes"
        label={t("lift.scopes")}
        rules={[{ required: true, type: "array", message: t("ban.scopesRequired") }]}
      >
        <Checkbox.Group options={banned.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </Form.Item>
    </DecisionDialog>
  );
}
