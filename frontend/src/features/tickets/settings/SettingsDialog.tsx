/** How an operator wants its tickets handled: business hours, holidays, targets, categories; changed with a reason. */
import { App, DatePicker, Form, Input, InputNumber, Modal, Segmented, Select, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { useFormat } from "@/shared/format/useFormat";
import { Problem } from "@/shared/ui/Problem";
import { type KeptSettings, useSetTicketSettings, useTicketSettings } from "../api/settings";
import styles from "../Tickets.module.css";
import { PRIORITIES, type Priority, type TicketSettings } from "../types";
import { useCategoryName } from "../Words";
import { readHours, WEEKDAYS, writeHours } from "./hours";
import "../messages";

interface Props {
  operator: Operator;
  onClose: () => void;
}

interface Values {
  always: "always" | "hours";
  hours: Record<string, string>;
  holidays: Dayjs[];
  targets: Record<Priority, { first_reply_minutes: number; resolution_minutes: number }>;
  categories: string[];
  close_solved_days: number;
  reason: string;
}

export function SettingsDialog({ operator, onClose }: Props) {
  const { t } = useTranslation("tickets");
  const { t: shared } = useTranslation("shared");
  const settings = useTicketSettings(operator.id);
  if (settings.data) return <Loaded operator={operator} kept={settings.data} onClose={onClose} />;
  return (
    <Modal
      open
      title={t("settings.title")}
      footer={null}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
    >
      {settings.isError ? (
        <Problem error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 6 }} />
      )}
    </Modal>
  );
}

function valuesOf({ hours, holidays, targets, categories, close_solved_days }: TicketSettings): Partial<Values> {
  return {
    always: hours.length > 0 ? "hours" : "always",
    hours: Object.fromEntries(
      WEEKDAYS.map((day) => [String(day), hours.length > 0 ? writeHours(day, hours) : day < 6 ? "09:00-18:00" : ""]),
    ),
    holidays: holidays.map((day) => dayjs(day)),
    targets: Object.fromEntries(
      PRIORITIES.map((priority) => {
        const found = targets.find((each) => each.priority === priority);
        const { first_reply_minutes = 0, resolution_minutes = 0 } = found ?? {};
        return [priority, { first_reply_minutes, resolution_minutes }];
      }),
    ) as Values["targets"],
    categories: [...categories],
    close_solved_days,
  };
}

function settingsOf(values: Values): TicketSettings {
  return {
    hours:
      values.always === "always"
        ? []
        : WEEKDAYS.flatMap((day) => readHours(day, values.hours[String(day)] ?? "") ?? []),
    holidays: values.holidays.map((day) => day.format("YYYY-MM-DD")).sort(),
    targets: PRIORITIES.map((priority) => ({ priority, ...values.targets[priority] })),
    categories: values.categories,
    close_solved_days: values.close_solved_days,
    timezone: "",
  };
}

function Loaded({ operator, kept, onClose }: Props & { kept: KeptSettings }) {
  const { t } = useTranslation("tickets");
  const { message } = App.useApp();
  const format = useFormat();
  const categoryName = useCategoryName();
  const [form] = Form.useForm<Values>();
  const set = useSetTicketSettings(operator.id);
  const requestId = useRequestId();
  const always = Form.useWatch("always", form) ?? (kept.settings.hours.length > 0 ? "hours" : "always");
  const weekday = new Intl.DateTimeFormat(format.locale, { weekday: "long", timeZone: "UTC" });

  return (
    <DecisionDialog<Omit<Values, "reason">>
      title={t("settings.title")}
      detail={t("settings.detail", { zone: format.zone(operator.timezone) })}
      confirm={t("settings.confirm")}
      form={form}
      initial={valuesOf(kept.settings)}
      width={680}
      zone={operator.timezone}
      pending={set.isPending}
      error={set.error}
      onClose={onClose}
      onConfirm={({ reason, ...values }) =>
        set.mutate(
          { settings: settingsOf({ ...values, reason }), revision: kept.revision, reason, requestId: requestId.id },
          {
            onSuccess: () => {
              void message.success(t("settings.done"));
              onClose();
            },
            onError: requestId.failed,
          },
        )
      }
    >
      <Form.Item name="always" label={t("settings.hours")}>
        <Segmented
          aria-label={t("settings.hours")}
          options={(["always", "hours"] as const).map((value) => ({ value, label: t(`settings.${value}Choice`) }))}
        />
      </Form.Item>
      {always === "hours" ? (
        <div className={styles.days}>
          {WEEKDAYS.map((day) => (
            <Form.Item
              key={day}
              name={["hours", String(day)]}
              // 5 January 1970 was a Monday.
              label={weekday.format(new Date(Date.UTC(1970, 0, 4 + day)))}
              rules={[
                {
                  validator: (_, text: string) =>
                    readHours(day, text ?? "") ? Promise.resolve() : Promise.reject(new Error(t("settings.badHours"))),
                },
                {
                  validator: () =>
                    day === 1 && WEEKDAYS.every((each) => !form.getFieldValue(["hours", String(each)])?.trim())
                      ? Promise.reject(new Error(t("settings.noHours")))
                      : Promise.resolve(),
                },
              ]}
            >
              <Input placeholder={t("settings.dayOff")} />
            </Form.Item>
          ))}
        </div>
      ) : null}
      <Form.Item name="holidays" label={t("settings.holidays")} extra={t("settings.holidaysHint")}>
        <DatePicker multiple maxTagCount="responsive" style={{ width: "100%" }} needConfirm={false} />
      </Form.Item>
      <table className={styles.targets}>
        <caption>{t("settings.targets")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("column.priority")}</th>
            <th scope="col">{t("settings.firstReply")}</th>
            <th scope="col">{t("settings.resolution")}</th>
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.map((priority) => (
            <tr key={priority}>
              <th scope="row">{t(`priority.${priority}`)}</th>
              {(["first_reply_minutes", "resolution_minutes"] as const).map((which) => (
                <td key={which}>
                  <Form.Item name={["targets", priority, which]} noStyle rules={[{ required: true, message: "" }]}>
                    <InputNumber
                      aria-label={`${t(`priority.${priority}`)}: ${t(which === "first_reply_minutes" ? "settings.firstReply" : "settings.resolution")}`}
                      min={0}
                      max={100_000}
                      precision={0}
                      suffix={t("settings.minutes")}
                      style={{ width: "100%" }}
                    />
                  </Form.Item>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Form.Item
        name="categories"
        label={t("settings.categories")}
        extra={t("settings.categoriesHint")}
        normalize={(chosen: string[]) => [
          ...new Set(chosen.map((each) => each.trim().toLowerCase().replaceAll(/\s+/g, "_"))),
        ]}
        rules={[
          {
            validator: (_, chosen: string[]) =>
              chosen.includes("other") && chosen.every((each) => /^[a-z0-9_]{1,64}$/.test(each))
                ? Promise.resolve()
                : Promise.reject(new Error(t("settings.badCategories"))),
          },
        ]}
      >
        <Select
          mode="tags"
          tokenSeparators={[","]}
          options={kept.settings.categories.map((value) => ({ value, label: categoryName(value) }))}
        />
      </Form.Item>
      <Form.Item
        name="close_solved_days"
        label={t("settings.closeDays")}
        rules={[{ required: true, message: t("new.required") }]}
      >
        <InputNumber min={1} max={365} precision={0} />
      </Form.Item>
    </DecisionDialog>
  );
}
