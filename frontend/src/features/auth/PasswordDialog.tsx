/** Changes one's own password. */
import { Alert, App, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useChangePassword } from "./api/changePassword";
import { useAttemptText } from "./useAttemptText";
import "./messages";

interface Values {
  current: string;
  next: string;
  again: string;
}

/** Length is what counts; the server says the rest. */
const LEAST = 12;

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("auth");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const attemptText = useAttemptText();
  const [form] = Form.useForm<Values>();
  const change = useChangePassword();
  const error = change.error instanceof ApiError ? change.error : null;
  const wrong = error?.reason === "WRONG_PASSWORD";
  const refused = error?.fields.find(({ field }) => field === "new_password");
  return (
    <Modal
      open
      title={t("password_change.title")}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: false }}
      okText={t("password_change.confirm")}
      cancelText={shared("cancel")}
      okButtonProps={{ loading: change.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t("password_change.detail")}</p>
      {change.error && !wrong && !refused ? (
        <Alert type="error" showIcon role="alert" title={attemptText(change.error)} style={{ marginBottom: 16 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => change.error && change.reset()}
        onFinish={({ current, next }) =>
          change.mutate(
            { current, next },
            {
              onSuccess: () => {
                void message.success(t("password_change.done"));
                onClose();
              },
            },
          )
        }
      >
        <Form.Item
          name="current"
          label={t("password_change.current")}
          rules={[{ required: true, message: t("required.password") }]}
          {...(wrong
            ? { validateStatus: "error" as const, help: <span role="alert">{t("password_change.wrong")}</span> }
            : {})}
        >
          <Input type="password" autoComplete="current-password" autoFocus maxLength={256} />
        </Form.Item>
        <Form.Item
          name="next"
          label={t("password_change.next")}
          extra={t("password_change.hint", { least: LEAST })}
          rules={[{ required: true, min: LEAST, message: t("password_change.short", { least: LEAST }) }]}
          {...(refused ? { validateStatus: "error" as const, help: <span role="alert">{refused.message}</span> } : {})}
        >
          <Input type="password" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("password_change.again")}
          dependencies={["next"]}
          rules={[
            { required: true, message: t("required.password") },
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                !value || value === getFieldValue("next")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("password_change.differs"))),
            }),
          ]}
        >
          <Input type="password" autoComplete="new-password" maxLength={256} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
