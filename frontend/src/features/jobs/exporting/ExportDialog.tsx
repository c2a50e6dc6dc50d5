/** Asks how the players found are to be written, and starts the export. */
import { Alert, App, Checkbox, Form, Input, Modal, Radio, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, newRequestId } from "@/shared/api/client";
import { useFormat } from "@/shared/format/useFormat";
import { usePermitted } from "@/shared/session/SessionContext";
import { Problem } from "@/shared/ui/Problem";
import { useStartExport } from "../api/startExport";
import styles from "../Jobs.module.css";
import { JobsLink } from "../JobsLink";
import { fieldProblems } from "../problems";
import type { ExportFormat } from "../types";
import { EXPORT_COLUMNS, type ExportColumn, shownColumns } from "./columns";
import type { ExportButtonProps } from "./ExportButton";

const LONGEST_REASON = 500;
const FIELDS = ["columns", "timezone", "reason"] as const;

interface Choice {
  format: ExportFormat;
  extent: "shown" | "all" | "chosen";
  chosen: ExportColumn[];
  timezone: string;
  reveal: boolean;
  reason: string;
}

interface Props extends ExportButtonProps {
  onClose: () => void;
}

export function ExportDialog({ operator, filter, sort, columns, total, onClose }: Props) {
  const { t, i18n } = useTranslation("jobs");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const { message } = App.useApp();
  const [form] = Form.useForm<Choice>();
  const [requestId, setRequestId] = useState(newRequestId);
  const mayReveal = usePermitted("players.reveal");
  const start = useStartExport();
  const extent = Form.useWatch("extent", form);
  const reveal = Form.useWatch("reveal", form) ?? false;
  const shown = useMemo(() => shownColumns(columns), [columns]);
  const zones = useMemo(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return [...new Set([operator.timezone, here, "UTC"])].map((value) => ({ value, label: format.zone(value) }));
  }, [operator.timezone, format]);
  const problems = fieldProblems(start.error, FIELDS);
  const unnamed = start.isError && Object.keys(problems).length === 0;

  const submit = (choice: Choice) =>
    start.mutate(
      {
        operator_id: operator.id,
        filter,
        sort,
        format: choice.format,
        columns: choice.extent === "all" ? null : choice.extent === "shown" ? shown : choice.chosen,
        timezone: choice.timezone,
        language: i18n.language,
        reveal: choice.reveal ?? false,
        reason: choice.reason?.trim() ?? "",
        request_id: requestId,
      },
      {
        onSuccess: () => {
          void message.success({ content: <JobsLink operator={operator} text={t("export.started")} />, duration: 6 });
          onClose();
        },
        onError: (error) => error instanceof ApiError && error.status !== 0 && setRequestId(newRequestId()),
      },
    );

  return (
    <Modal
      open
      title={t("export.title")}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: !start.isPending }}
      okText={t("export.start")}
      cancelText={shared("cancel")}
      okButtonProps={{ loading: start.isPending, danger: reveal }}
      onOk={() => form.submit()}
    >
      <p className={styles.detail}>
        {total === null
          ? t("export.detail")
          : t(total.approximate ? "export.about" : "export.players", {
              count: total.count,
              formatted: format.count(total.count),
            })}{" "}
        {t("export.order")}
      </p>
      {unnamed ? (
        <div className={styles.notice}>
          <Problem error={start.error} heading={t("export.failed")} />
        </div>
      ) : null}
      <Form<Choice>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        onValuesChange={() => start.isError && start.reset()}
        initialValues={{
          format: "csv",
          extent: columns.length > 0 ? "shown" : "all",
          chosen: shown,
          timezone: operator.timezone,
          reveal: false,
          reason: "",
        }}
      >
        <Form.Item name="format" label={t("export.format")} extra={t("export.formatHint")}>
          <Radio.Group
            optionType="button"
            options={[
              { value: "csv", label: "CSV" },
              { value: "xlsx", label: t("export.xlsx") },
            ]}
          />
        </Form.Item>
        <Form.Item name="extent" label={t("export.columns")}>
          <Radio.Group
            vertical
            options={[
              { value: "shown", label: t("export.shown", { count: shown.length }), disabled: columns.length === 0 },
              { value: "all", label: t("export.all", { count: EXPORT_COLUMNS.length }) },
              { value: "chosen", label: t("export.chosen") },
            ]}
          />
        </Form.Item>
        {extent === "chosen" ? (
          <Form.Item
            name="chosen"
            rules={[{ required: true, type: "array", min: 1, message: t("export.columnNeeded") }]}
            {...problems.columns}
          >
            <Select
              mode="multiple"
              aria-label={t("export.columns")}
              showSearch={{ optionFilterProp: "label" }}
              options={EXPORT_COLUMNS.map((value) => ({ value, label: t(`column.${value}`) }))}
            />
          </Form.Item>
        ) : null}
        <Form.Item name="timezone" label={t("export.timezone")} {...problems.timezone}>
          <Select options={zones} />
        </Form.Item>
        {mayReveal ? (
          <Form.Item name="reveal" valuePropName="checked" extra={t("export.revealHint")}>
            <Checkbox>{t("export.reveal")}</Checkbox>
          </Form.Item>
        ) : (
          <Alert type="info" showIcon className={styles.notice ?? ""} title={t("export.masked")} />
        )}
        <Form.Item
          name="reason"
          label={t(reveal ? "reason.label" : "reason.optional")}
          rules={[
            { required: reveal, whitespace: true, message: t("reason.required") },
            { max: LONGEST_REASON, message: t("reason.tooLong") },
          ]}
          {...problems.reason}
        >
          <Input.TextArea rows={2} maxLength={LONGEST_REASON} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
