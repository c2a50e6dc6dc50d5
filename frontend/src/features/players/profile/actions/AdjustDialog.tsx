/** Credits or debits cash or bonus by hand: done at once up to the operator's limit, waiting for a second person above. */
import { Alert, App, Form, Input, Radio, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAdjustmentLimits } from "@/shared/adjustment/api/getAdjustmentLimits";
import { thresholdOf } from "@/shared/adjustment/threshold";
import { ADJUSTMENT_KINDS, type AdjustmentKind } from "@/shared/adjustment/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { parseAmount } from "@/shared/format/currency";
import { isZero } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { FileField } from "@/shared/ui/FileField";
import { MoneyText } from "@/shared/ui/MoneyText";
import { useRequestAdjustment } from "../../api/requestAdjustment";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./actions.module.css";
import { DOCUMENT_TYPES, documentFault, LARGEST_DOCUMENT, readDocument } from "./document";
import "@/shared/adjustment/messages";

interface Values {
  kind: AdjustmentKind;
  amount: string;
  currency: string;
}

const PRESETS = ["goodwill", "missing", "duplicate", "correction"] as const;

export function AdjustDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("player");
  const { t: adjustment } = useTranslation("adjustment");
  const format = useFormat();
  const { message } = App.useApp();
  const { operator, player, profile, zone } = usePlayerView();
  const [form] = Form.useForm<Values & { reason: string }>();
  const [file, setFile] = useState<File | null>(null);
  const fault = file ? documentFault(file) : null;
  const request = useRequestId();
  const limits = useAdjustmentLimits(operator.id);
  const adjust = useRequestAdjustment(usePlayerTarget());

  const wallets = profile.balances ?? [];
  const own = player.currency ?? operator.currency;
  const currencies = [...new Set([...wallets.map((each) => each.currency), own])];
  const first = wallets.find((each) => !isZero(each.amount.amount))?.currency ?? own;
  const currency = Form.useWatch("currency", form) ?? first;
  const typed = Form.useWatch("amount", form) ?? "";
  const read = parseAmount(typed, currency, format.locale);
  const amount = read.kind === "amount" ? read.amount : null;
  const threshold = limits.data ? thresholdOf(limits.data.limits, currency, amount) : null;
  const balance = wallets.find((each) => each.currency === currency)?.amount ?? null;

  const submit = async (values: Values & { reason: string }) => {
    const parsed = parseAmount(values.amount, values.currency, format.locale);
    if (parsed.kind !== "amount" || fault) return;
    const document = file ? await readDocument(file).catch(() => undefined) : null;
    if (document === undefined) {
      void message.error(t("adjust.unreadable"));
      return;
    }
    adjust.mutate(
      {
        kind: values.kind,
        amount: { amount: parsed.amount, currency: values.currency },
        reason: values.reason,
        document,
        requestId: request.id,
      },
      {
        onSuccess: (done) => {
          if (done.state === "waiting") void message.info(t("adjust.waiting"), 6);
          else void message.success(t("adjust.done"));
          onClose();
        },
        onError: request.failed,
      },
    );
  };

  return (
    <DecisionDialog<Values>
      title={t("adjust.title", { username: player.username })}
      detail={t("adjust.detail")}
      confirm={t(threshold?.waits ? "adjust.confirmAsk" : "adjust.confirm")}
      form={form}
      initial={{ kind: "cash_credit", amount: "", currency: first }}
      fields={["kind", "amount", "currency"]}
      presets={PRESETS.map((name) => t(`adjust.reasons.${name}`))}
      zone={zone}
      width={680}
      pending={adjust.isPending}
      error={adjust.error}
      onClose={onClose}
      onConfirm={(values) => void submit(values)}
    >
      <Form.Item name="kind" label={t("adjust.kind")}>
        <Radio.Group
          className={styles.kinds ?? ""}
          optionType="button"
          options={ADJUSTMENT_KINDS.map((value) => ({ value, label: adjustment(`kind.${value}`) }))}
        />
      </Form.Item>
      <Space.Compact block>
        <Form.Item
          name="amount"
          label={t("adjust.amount")}
          className={styles.amount ?? ""}
          dependencies={["currency"]}
          rules={[
            {
              validator: (_rule, value: string) => {
                const { kind } = parseAmount(value ?? "", currency, format.locale);
                return kind === "amount"
                  ? Promise.resolve()
                  : Promise.reject(new Error(t(`adjust.amountFault.${kind}`, { currency })));
              },
            },
          ]}
          validateTrigger="onBlur"
        >
          <Input autoFocus inputMode="decimal" autoComplete="off" />
        </Form.Item>
        <Form.Item name="currency" label={t("adjust.currency")} className={styles.currency ?? ""}>
          <Select options={currencies.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </Space.Compact>
      <div className={styles.facts} aria-live="polite">
        {balance ? (
          <span>
            {t("adjust.balance")} <MoneyText value={balance} />
          </span>
        ) : null}
        {threshold?.limit ? (
          <span>
            {t("adjust.limit")} <MoneyText value={threshold.limit} />
          </span>
        ) : null}
      </div>
      {threshold?.waits ? (
        <Alert
          type="info"
          showIcon
          className={styles.notice ?? ""}
          title={t(threshold.limit ? "adjust.aboveLimit" : "adjust.noLimit", { currency })}
        />
      ) : null}
      <Form.Item
        label={t("adjust.document")}
        htmlFor="adjust-document"
        extra={t("adjust.documentHint")}
        {...(fault
          ? {
              validateStatus: "error" as const,
              help: t(`adjust.documentFault.${fault}`, { most: format.count(LARGEST_DOCUMENT / 1_000_000) }),
            }
          : {})}
      >
        <FileField
          id="adjust-document"
          accept={DOCUMENT_TYPES.join(",")}
          choose={t("adjust.choose")}
          remove={t("adjust.removeFile")}
          file={file}
          onChange={setFile}
        />
      </Form.Item>
    </DecisionDialog>
  );
}
