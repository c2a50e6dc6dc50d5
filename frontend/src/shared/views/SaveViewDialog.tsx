/** Names a view of a list, and chooses who sees it. */
import { Alert, Checkbox, Form, Input, Modal, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useSession } from "@/shared/session/SessionContext";
import { Problem } from "@/shared/ui/Problem";
import { useSaveView } from "./api/saveView";
import { type SavedView, SHARED_ROLES, type Sharing } from "./types";
import "./messages";

interface Choice {
  name: string;
  columns: boolean;
  share: string;
  first: boolean;
}

interface Props {
  surface: string;
  /** What is saved of the list as it is now; for an old view its own filter and order. */
  kept: Pick<SavedView, "filter" | "sort">;
  columns: readonly string[] | null;
  /** The view that is edited; null saves a new one. */
  over: SavedView | null;
  isFirst: boolean;
  /** The filter looks for somebody's personal data. */
  personal: boolean;
  onSaved: (saved: SavedView, first: boolean) => void;
  onClose: () => void;
}

const ONLY_ME = "me";
const keyOf = (share: Sharing | null) => (share ? `${share.role} ${share.company_id}` : ONLY_ME);

function sharingOf(key: string): Sharing | null {
  const [role, company] = key.split(" ");
  return role && company ? { role, company_id: company } : null;
}

export function SaveViewDialog({ surface, kept, columns, over, isFirst, personal, onSaved, onClose }: Props) {
  const { t } = useTranslation("views");
  const { t: shared } = useTranslation("shared");
  const me = useSession();
  const [form] = Form.useForm<Choice>();
  const share = Form.useWatch("share", form) ?? ONLY_ME;
  const save = useSaveView(surface);
  const options = useMemo(() => {
    const roles = me.permissions.includes("views.share")
      ? me.companies.map((company) => ({
          label: company.name,
          options: SHARED_ROLES.map((role) => ({
            value: keyOf({ role, company_id: company.id }),
            label: t("roleOf", { role: t(`role.${role}`), company: company.name }),
          })),
        }))
      : [];
    return [{ value: ONLY_ME, label: t("onlyMe") }, ...roles];
  }, [me, t]);
  const taken = save.error instanceof ApiError && save.error.reason === "VIEW_EXISTS";

  const submit = (choice: Choice) =>
    save.mutate(
      {
        over,
        body: {
          name: choice.name.trim(),
          filter: kept.filter,
          sort: kept.sort,
          columns: choice.columns && columns ? [...columns] : null,
          shared_with: sharingOf(choice.share),
        },
      },
      { onSuccess: (saved) => onSaved(saved, choice.first) },
    );

  return (
    <Modal
      open
      title={t(over ? "editTitle" : "newTitle")}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: !save.isPending }}
      okText={t("save")}
      cancelText={shared("cancel")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
    >
      {save.isError && !taken ? <Problem error={save.error} heading={t("failed")} /> : null}
      <Form<Choice>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        onValuesChange={() => save.isError && save.reset()}
        initialValues={{
          name: over?.name ?? "",
          columns: over ? over.columns !== null : true,
          share: keyOf(over?.shared_with ?? null),
          first: isFirst,
        }}
      >
        <Form.Item
          name="name"
          label={t("name")}
          rules={[
            { required: true, whitespace: true, message: t("nameNeeded") },
            { max: 100, message: t("nameLong") },
          ]}
          {...(taken ? { validateStatus: "error" as const, help: save.error?.message } : {})}
        >
          <Input autoFocus maxLength={100} />
        </Form.Item>
        {columns ? (
          <Form.Item name="columns" valuePropName="checked" extra={t("columnsHint")}>
            <Checkbox>{t("columns")}</Checkbox>
          </Form.Item>
        ) : null}
        {options.length > 1 ? (
          <Form.Item name="share" label={t("share")} {...(share === ONLY_ME ? {} : { extra: t("shareHint") })}>
            <Select options={options} showSearch={{ optionFilterProp: "label" }} />
          </Form.Item>
        ) : null}
        {personal && share !== ONLY_ME ? (
          <Alert type="warning" showIcon title={t("personalHint")} style={{ marginBottom: 16 }} />
        ) : null}
        <Form.Item name="first" valuePropName="checked" style={{ marginBottom: 0 }}>
          <Checkbox>{t("first")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
