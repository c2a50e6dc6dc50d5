/** Statuses, health and remarks about operators, in the reader's words and colours. */
import {
  AlertOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  InfoCircleOutlined,
  PauseCircleOutlined,
  QuestionCircleOutlined,
  StopOutlined,
  ToolOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { Tooltip } from "antd";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Pill, type Tone } from "@/shared/ui/Pill";
import type { Health, Level, OperatorStatus, Remark } from "./api/types";
import "./messages";

const STATUS: Record<OperatorStatus, [Tone, ComponentType]> = {
  pending: ["info", ClockCircleOutlined],
  live: ["good", CheckCircleOutlined],
  maintenance: ["warn", ToolOutlined],
  suspended: ["bad", PauseCircleOutlined],
  closing: ["warn", StopOutlined],
  closed: ["plain", StopOutlined],
};

export function OperatorStatusTag({ status }: { status: OperatorStatus }) {
  const { t } = useTranslation("operators");
  const [tone, Icon] = STATUS[status];
  return (
    <Pill tone={tone} icon={<Icon />}>
      {t(`status.${status}`)}
    </Pill>
  );
}

const HEALTH: Record<Health, [Tone, ComponentType]> = {
  ok: ["good", CheckCircleOutlined],
  quiet: ["warn", WarningOutlined],
  stale: ["bad", ClockCircleOutlined],
  unknown: ["plain", QuestionCircleOutlined],
};

export function HealthTag({ health }: { health: Health }) {
  const { t } = useTranslation("operators");
  const [tone, Icon] = HEALTH[health];
  return (
    <Pill tone={tone} icon={<Icon />}>
      {t(`health.${health}`)}
    </Pill>
  );
}

const LEVEL: Record<Level, [Tone, ComponentType]> = {
  info: ["info", InfoCircleOutlined],
  warning: ["warn", WarningOutlined],
  critical: ["bad", AlertOutlined],
};

export function AlertTag({ alert }: { alert: Remark & { level: Level } }) {
  const { t } = useTranslation("operators");
  const words = useRemark();
  const [tone, Icon] = LEVEL[alert.level];
  return (
    <Tooltip title={words(alert)}>
      <span>
        <Pill tone={tone} icon={<Icon />}>
          {t(`alert.${alert.kind}`, { defaultValue: alert.text })}
        </Pill>
        <span className="visually-hidden">{words(alert)}</span>
      </span>
    </Tooltip>
  );
}

/** A remark as a sentence; one of a kind that is not known here keeps the server's words. */
export function useRemark(): (remark: Remark) => string {
  const { t } = useTranslation("operators");
  const format = useFormat();
  return ({ kind, text, values }) => {
    const span = (name: string) => (values[name] === undefined ? "" : format.span(Number(values[name])));
    const status = (name: string) => t(`status.${values[name]}`, { defaultValue: values[name] ?? "" });
    const money = (name: string) => format.money(values[name] ?? "0", values.currency ?? "");
    return t(`remark.${values.at && kind === "maintenance_overdue" ? "schedule_overdue" : kind}`, {
      defaultValue: text,
      span: span("seconds"),
      usual: span("usual_seconds"),
      status: status("status"),
      to: status("to"),
      when: values.at ? format.ago(values.at, Date.now()) : "",
      amount: values.amount ? money("amount") : "",
      threshold: values.threshold ? money("threshold") : "",
      count: Number(values.count ?? 0),
      by: values.by ?? "",
    });
  };
}

/** The name of a field of an operator, as history and refusals speak of it. */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation("operators");
  return (field) => t(`field.${field.split(".")[0]}`, { defaultValue: field });
}

/** A country, or a part of one behind its code: "Malta", "United States, NJ". */
export function useJurisdiction(): (code: string) => string {
  const format = useFormat();
  return (code) => {
    const [country = code, part] = code.split("-");
    return part ? `${format.country(country)}, ${part}` : format.country(country);
  };
}
