/** Creates an operator: pending, so that everything can be set before players come. */
import { App, Form, Input, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { CURRENCY_CODES } from "@/shared/format/currency";
import { useFormat } from "@/shared/format/useFormat";
import { useSession } from "@/shared/session/SessionContext";
import { useCreateOperator } from "../api/createOperator";
import { zoneOptions } from "../zones";

interface Values {
  company_id: string;
  name: string;
  timezone: string;
  currency: string;
}

const FIELDS = ["company_id", "name", "timezone", "currency"] as const;

export function CreateDialog({ companyId, onClose }: { companyId: string; onClose: () => void }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { companies } = useSession();
  const [form] = Form.useForm<Values & { reason: string }>();
  const request = useRequestId();
  const create = useCreateOperator();
  const zones = useMemo(() => zoneOptions(format.zone), [format]);
  return (
    <DecisionDialog<Values>
      title={t("create.title")}
      detail={t("create.detail")}
      confirm={t("create.confirm")}
      form={form}
      initial={{ company_id: companyId }}
      fields={FIELDS}
      withoutReason
      zone="UTC"
      pending={create.isPending}
      error={create.error}
      onClose={onClose}
      onConfirm={({ company_id, name, timezone, currency }) =>
        create.mutate(
          { companyId: company_id, name: name.trim(), timezone, currency, requestId: request.id },
          {
            onSuccess: (created) => {
              void message.success(t("create.done", { operator: created.name }));
              onClose();
              void navigate(`/operators/${created.id}?op=${created.id}`);
            },
            onError: request.failed,
          },
        )
      }
    >
      <Form.Item name="company_id" label={t("field.company")} hidden={companies.length < 2}>
        <Select options={companies.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t("field.name")}
        rules={[{ required: true, whitespace: true, message: t("needed.name") }]}
      >
        <Input autoFocus autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item
        name="timezone"
        label={t("field.timezone")}
        extra={t("create.zoneHint")}
        rules={[{ required: true, message: t("needed.timezone") }]}
      >
        <Select showSearch={{ optionFilterProp: "label" }} options={zones} />
      </Form.Item>
      <Form.Item
        name="currency"
        label={t("field.currency")}
        extra={t("create.currencyHint")}
        rules={[{ required: true, message: t("needed.currency") }]}
      >
        <Select showSearch options={CURRENCY_CODES.map((value) => ({ value, label: value }))} />
      </Form.Item>
    </DecisionDialog>
  );
}
