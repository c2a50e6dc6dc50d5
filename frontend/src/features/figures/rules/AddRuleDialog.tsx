/** A new version of the NGR rule: what it takes off, from which day on, and the formula that it makes. */
import { App, DatePicker, Form, InputNumber } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { localDateOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import { useAddNgrRule } from "../api/ngrRules";
import { type NgrRates, type NgrRuleVersion, SHARES, type Share } from "../api/types";
import { bpsOf, formulaOf, NOTHING, OF } from "./formula";

interface Props {
  operator: Operator;
  /** Newest first. */
  rules: readonly NgrRuleVersion[];
  onClose: () => void;
}

type Values = Record<Share, number | null> & { effective_from: Dayjs };

export function AddRuleDialog({ operator, rules, onClose }: Props) {
  const { t } = useTranslation("figures");
  const { t: figure } = useTranslation("figure");
  const { message } = App.useApp();
  const format = useFormat();
  const [form] = Form.useForm<Values & { reason: string }>();
  const request = useRequestId();
  const add = useAddNgrRule(operator.id);
  const now = rules.find((rule) => rule.in_force)?.rates ?? NOTHING;
  const typed = Form.useWatch([], form) as Partial<Values> | undefined;
  const rates = Object.fromEntries(
    SHARES.map((share) => [share, bpsOf(typed ? typed[share] : now[share] / 100) ?? 0]),
  ) as NgrRates;
  const formula = formulaOf(rates, {
    ggr: "GGR",
    part: (share, part) =>
      part === 1 && share === "bonus_cost_bps"
        ? figure("metric.bonus_cost")
        : t("rules.part", {
            percent: format.percent(part),
            of: figure(`metric.${OF[share]}`),
            name: t(`rules.${share}`),
          }),
  });
  return (
    <DecisionDialog<Values>
      title={t("rules.addTitle", { operator: operator.name })}
      detail={t("rules.addDetail")}
      confirm={t("rules.add")}
      form={form}
      fields={["effective_from", ...SHARES]}
      initial={{
        ...(Object.fromEntries(SHARES.map((share) => [share, now[share] / 100])) as Record<Share, number>),
        effective_from: dayjs(localDateOf(new Date(), operator.timezone)),
      }}
      zone={operator.timezone}
      pending={add.isPending}
      error={add.error}
      onClose={onClose}
      onConfirm={({ effective_from, reason }) =>
        add.mutate(
          {
            ...rates,
            effective_from: effective_from.format("YYYY-MM-DD"),
            reason,
            newest_version: Math.max(0, ...rules.map((rule) => rule.version)),
            request_id: request.id,
          },
          {
            onSuccess: (rule) => {
              void message.success(t("rules.added", { version: rule.version }));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    >
      <Form.Item name="effective_from" label={t("rules.from")} rules={[{ required: true, message: t("needed") }]}>
        <DatePicker allowClear={false} style={{ width: "100%" }} />
      </Form.Item>
      {SHARES.map((share) => (
        <Form.Item
          key={share}
          name={share}
          label={t("rules.shareOf", { name: t(`rules.${share}`), of: figure(`metric.${OF[share]}`) })}
          rules={[
            {
              validator: (_, value: number) =>
                bpsOf(value) === null ? Promise.reject(new Error(t("rules.bad"))) : Promise.resolve(),
            },
          ]}
        >
          <InputNumber<number>
            min={0}
            max={100}
            step={0.5}
            decimalSeparator={format.locale.startsWith("pt") ? "," : "."}
            suffix="%"
            style={{ width: "100%" }}
          />
        </Form.Item>
      ))}
      <p role="status" aria-label={t("rules.preview")}>
        {t("rules.preview")}: <code>NGR = {formula}</code>
      </p>
    </DecisionDialog>
  );
}
