/** Keeps a player from logging in, playing, depositing or withdrawing: by scope, with a reason and an end. */
import { App, Checkbox, Form, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { BAN_SCOPES, type BanScope, type Instant } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useFormat } from "@/shared/format/useFormat";
import { MomentPicker } from "@/shared/period/MomentPicker";
import { useBanPlayer } from "../../api/banPlayer";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import { EXPIRIES, type Expiry, expiresAt } from "./expiry";
import { useDecision } from "./useDecision";
import { useFieldName } from "./useFieldName";

interface Values {
  scopes: BanScope[];
  expiry: Expiry;
  expires_at: Instant | null;
}

const PRESETS = ["abuse", "fraud", "chargeback", "request", "documents"] as const;

export function BanDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<Values & { reason: string }>();
  const expiry = Form.useWatch("expiry", form) ?? "7d";
  const scopes = Form.useWatch("scopes", form) ?? [];
  const decision = useDecision();
  const fieldName = useFieldName();
  const ban = useBanPlayer(usePlayerTarget());
  const replaced = player.bans.filter((each) => scopes.includes(each.scope));
  const end = expiry === "custom" ? null : expiresAt(expiry, null, new Date());
  return (
    <DecisionDialog<Values>
      title={t("ban.title", { username: player.username })}
      detail={t("ban.detail")}
      confirm={t("ban.confirm")}
      danger
      form={form}
      initial={{ scopes: [], expiry: "7d", expires_at: null }}
      fields={["scopes", "expires_at"]}
      presets={PRESETS.map((name) => t(`ban.reasons.${name}`))}
      zone={zone}
      pending={ban.isPending}
      error={ban.error}
      fieldName={fieldName}
      onClose={onClose}
      onConfirm={(values) =>
        ban.mutate(
          {
            scopes: values.scopes,
            reason: values.reason,
            expiresAt: expiresAt(values.expiry, values.expires_at, new Date()) ?? null,
            revision: decision.revision,
            requestId: decision.requestId,
          },
          {
            onSuccess: () => {
              void message.success(t("ban.done", { username: player.username }));
              onClose();
            },
            onError: decision.failed,
          },
        )
      }
    >
      <Form.Item
        name="scopes"
        label={t("ban.scopes")}
        rules={[{ required: true, type: "array", message: t("ban.scopesRequired") }]}
        extra={
          replaced.length > 0
            ? t("ban.replaces", { scopes: replaced.map((each) => t(`scope.${each.scope}`)).join(", ") })
            : undefined
        }
      >
        <Checkbox.Group options={BAN_SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="expiry"
        label={t("ban.ends")}
        extra={end ? t("ban.endsAt", { when: format.instant(end, zone) }) : undefined}
      >
        <Radio.Group
          optionType="button"
          options={EXPIRIES.map((value) => ({ value, label: t(`ban.expiry.${value}`) }))}
        />
      </Form.Item>
      {expiry === "custom" ? (
        <Form.Item
          name="expires_at"
          label={t("ban.until", { zone: format.zone(zone) })}
          rules={[
            {
              validator: (_rule, value: Instant | null) =>
                value && Date.parse(value) > Date.now()
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("ban.untilRequired"))),
            },
          ]}
        >
          <MomentPicker zone={zone} side="future" label={t("ban.until", { zone: format.zone(zone) })} />
        </Form.Item>
      ) : null}
    </DecisionDialog>
  );
}
