/** Step two: the authenticator's code, or a recovery code. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import { useSignOut } from "@/shared/api/signOut";
import { useDocumentTitle } from "@/shared/ui/Page";
import { useVerifyTotp } from "./api/verifyTotp";
import { CodeField } from "./CodeField";
import { useAttemptText } from "./useAttemptText";
import styles from "./VerifyStep.module.css";

function isWrongCode(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 400 || error.status === 422);
}

export function VerifyStep() {
  const { t } = useTranslation("auth");
  const [recovery, setRecovery] = useState(false);
  useDocumentTitle(t("verify.title"));
  const verify = useVerifyTotp();
  const signOut = useSignOut();
  const client = useQueryClient();
  const attemptText = useAttemptText();
  const [form] = Form.useForm<{ code?: string; recovery?: string }>();
  const wrong = isWrongCode(verify.error);
  const lost = verify.error instanceof ApiError && [401, 409].includes(verify.error.status);

  useEffect(() => {
    if (lost) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [lost, client]);

  const submit = (values: { code?: string; recovery?: string }) =>
    verify.mutate(recovery ? { recovery_code: (values.recovery ?? "").trim() } : { code: values.code ?? "" });

  const swap = () => {
    form.resetFields();
    verify.reset();
    setRecovery((now) => !now);
  };

  return (
    <>
      <h1>{recovery ? t("verify.recoveryTitle") : t("verify.title")}</h1>
      <p className="lead">{recovery ? t("verify.recoveryDetail") : t("verify.detail")}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {verify.error && !wrong ? (
          <Alert type="error" showIcon role="alert" title={attemptText(verify.error)} style={{ marginBottom: 20 }} />
        ) : null}
        {recovery ? (
          <Form.Item
            key="recovery"
            name="recovery"
            label={t("verify.recovery")}
            rules={[{ required: true, whitespace: true, message: t("required.recovery") }]}
            {...(wrong
              ? { validateStatus: "error" as const, help: <span role="alert">{t("bad.recovery")}</span> }
              : {})}
          >
            <Input
              size="large"
              autoComplete="off"
              autoFocus
              spellCheck={false}
              onChange={() => verify.error && verify.reset()}
            />
          </Form.Item>
        ) : (
          <CodeField
            key="code"
            label={t("verify.code")}
            problem={wrong ? t("bad.code") : null}
            onChange={(code) => {
              if (verify.error) verify.reset();
              if (code.length === 6 && !verify.isPending) verify.mutate({ code });
            }}
          />
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={verify.isPending}>
          {t("verify.submit")}
        </Button>
      </Form>
      <div className={styles.ways}>
        <Button type="link" onClick={swap}>
          {recovery ? t("verify.useApp") : t("verify.useRecovery")}
        </Button>
        <Button type="link" onClick={() => signOut.mutate()}>
          {t("verify.other")}
        </Button>
      </div>
    </>
  );
}
