/** Makes an account for somebody with one role, and tells the password to hand over, once. */
import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { useScope } from "@/shared/scope/ScopeContext";
import { useSession } from "@/shared/session/SessionContext";
import { CopyText } from "@/shared/ui/CopyText";
import { useRoles } from "./api/listStaff";
import { type Invited, useInvite } from "./api/writeStaff";

interface Values {
  email: string;
  name: string;
  role: string;
  company_id: string;
  operator_id: string;
}

const FIELDS = ["email", "name", "role", "company_id", "operator_id"] as const;
/** Chosen where the role holds for all operators of the company. */
const WHOLE = "";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("staff");
  const me = useSession();
  const scope = useScope();
  const [form] = Form.useForm<Values & { reason: string }>();
  const company = Form.useWatch("company_id", form);
  const role = Form.useWatch("role", form);
  const request = useRequestId();
  const roles = useRoles();
  const invite = useInvite();
  if (invite.data) return <Told invited={invite.data} onClose={onClose} />;
  const allowed = roles.data?.find(({ name }) => name === role)?.permissions;
  return (
    <DecisionDialog<Values>
      title={t("invite.title")}
      detail={t("invite.detail")}
      confirm={t("invite.confirm")}
      form={form}
      initial={{ company_id: scope.company?.id ?? me.companies[0]?.id ?? "", operator_id: WHOLE }}
      fields={FIELDS}
      withoutReason
      zone="UTC"
      pending={invite.isPending}
      error={invite.error ?? roles.error}
      onClose={onClose}
      onConfirm={({ email, name, role, company_id, operator_id }) =>
        invite.mutate(
          {
            email: email.trim(),
            name: name.trim(),
            role,
            company_id,
            operator_id: operator_id || null,
            request_id: request.id,
          },
          { onError: request.failed },
        )
      }
    >
      <Form.Item
        name="email"
        label={t("field.email")}
        rules={[{ required: true, type: "email", message: t("needed.email") }]}
      >
        <Input type="email" autoFocus autoComplete="off" maxLength={254} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t("field.name")}
        rules={[{ required: true, whitespace: true, message: t("needed.name") }]}
      >
        <Input autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item
        name="role"
        label={t("field.role")}
        extra={allowed ? t("invite.allows", { permissions: allowed.join(", ") }) : undefined}
        rules={[{ required: true, message: t("needed.role") }]}
      >
        <Select
          loading={roles.isPending}
          options={(roles.data ?? [])
            .filter((each) => !each.platform_wide)
            .map(({ name }) => ({ value: name, label: t(`role.${name}`, { defaultValue: name }) }))}
        />
      </Form.Item>
      <Form.Item name="company_id" label={t("field.company")} hidden={me.companies.length < 2}>
        <Select
          options={me.companies.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={() => form.setFieldsValue({ operator_id: WHOLE })}
        />
      </Form.Item>
      <Form.Item name="operator_id" label={t("field.operator")}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={[
            { value: WHOLE, label: t("invite.whole") },
            ...me.operators
              .filter(({ company_id }) => company_id === company)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Form.Item>
    </DecisionDialog>
  );
}

function Told({ invited, onClose }: { invited: Invited; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const { t: shared } = useTranslation("shared");
  return (
    <Modal
      open
      title={t("told.title", { name: invited.staff.name })}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("told.done")}
        </Button>
      }
    >
      <p>{t("told.detail", { email: invited.staff.email })}</p>
      <p>
        <CopyText text={invited.initial_password} label={t("told.password")} />
      </p>
      <Alert type="warning" showIcon title={t("told.once")} />
    </Modal>
  );
}
