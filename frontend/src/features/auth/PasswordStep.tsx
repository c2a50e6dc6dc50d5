/** Step one: email and password. */
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useDocumentTitle } from "@/shared/ui/Page";
import { type Credentials, useSignIn } from "./api/signIn";
import { useAttemptText } from "./useAttemptText";

export function PasswordStep() {
  const { t } = useTranslation("auth");
  useDocumentTitle(t("title"));
  const signIn = useSignIn();
  const attemptText = useAttemptText();
  const wrong = signIn.error instanceof ApiError && signIn.error.reason === "BAD_CREDENTIALS";
  return (
    <>
      <h1>{t("title")}</h1>
      <Form<Credentials>
        layout="vertical"
        requiredMark={false}
        size="large"
        onFinish={(values) => signIn.mutate({ email: values.email.trim(), password: values.password })}
        style={{ marginTop: 22 }}
      >
        {signIn.error && !wrong ? (
          <Alert type="error" showIcon role="alert" title={attemptText(signIn.error)} style={{ marginBottom: 20 }} />
        ) : null}
        <Form.Item
          name="email"
          label={t("email")}
          rules={[{ required: true, whitespace: true, message: t("required.email") }]}
        >
          <Input type="email" autoComplete="username" autoFocus inputMode="email" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("password")}
          rules={[{ required: true, message: t("required.password") }]}
          {...(wrong
            ? { validateStatus: "error" as const, help: <span role="alert">{t("bad.credentials")}</span> }
            : {})}
        >
          <Input type="password" autoComplete="current-password" onChange={() => signIn.error && signIn.reset()} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t("continue")}
        </Button>
      </Form>
    </>
  );
}
