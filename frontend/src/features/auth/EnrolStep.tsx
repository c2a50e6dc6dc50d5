/** First sign-in: binds an authenticator app by QR code or by typing the key. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, QRCode, Skeleton } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { meQuery } from "@/shared/api/getMe";
import { CopyText } from "@/shared/ui/CopyText";
import { useDocumentTitle } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useConfirmTotp } from "./api/confirmTotp";
import { useTotpEnrolment } from "./api/enrolTotp";
import { CodeField } from "./CodeField";
import styles from "./EnrolStep.module.css";
import { useAttemptText } from "./useAttemptText";

/** The key in groups of four, as people type it. */
export function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

export function EnrolStep({ onBound }: { onBound: (recoveryCodes: string[]) => void }) {
  const { t } = useTranslation("auth");
  useDocumentTitle(t("enrol.title"));
  const enrolment = useTotpEnrolment();
  const confirm = useConfirmTotp();
  const client = useQueryClient();
  const attemptText = useAttemptText();
  const wrong = confirm.error instanceof ApiError && (confirm.error.status === 400 || confirm.error.status === 422);
  const lost = [confirm.error, enrolment.error].some(
    (error) => error instanceof ApiError && [401, 409].includes(error.status),
  );

  useEffect(() => {
    if (lost) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [lost, client]);

  const submit = (code: string) => confirm.mutate(code, { onSuccess: (answer) => onBound(answer.recovery_codes) });

  return (
    <>
      <h1>{t("enrol.title")}</h1>
      <p className="lead">{t("enrol.detail")}</p>
      {enrolment.isError ? (
        <Problem error={enrolment.error} onRetry={() => void enrolment.refetch()} />
      ) : (
        <ol className={styles.steps}>
          <li>
            <p>{t("enrol.step1")}</p>
            {enrolment.data ? (
              <div className={styles.bind}>
                <div role="img" aria-label={t("enrol.qr")} className={styles.qr}>
                  <div aria-hidden="true">
                    {" "}
                    <QRCode
                      type="svg"
                      value={enrolment.data.otpauth_uri}
                      size={168}
                      color="#0b1f23"
                      bgColor="#ffffff"
                      bordered={false}
                    />
                  </div>
                </div>
                <div>
                  <p className={styles.manual}>{t("enrol.manual")}</p>
                  <CopyText
                    text={enrolment.data.secret}
                    shown={grouped(enrolment.data.secret)}
                    label={t("enrol.secret")}
                  />
                </div>
              </div>
            ) : (
              <Skeleton.Node active style={{ width: 184, height: 184 }} />
            )}
          </li>
          <li>
            <p>{t("enrol.step2")}</p>
            <Form layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => submit(values.code)}>
              {confirm.error && !wrong ? (
                <Alert
                  type="error"
                  showIcon
                  role="alert"
                  title={attemptText(confirm.error)}
                  style={{ marginBottom: 16 }}
                />
              ) : null}
              <CodeField
                label={t("verify.code")}
                problem={wrong ? t("bad.code") : null}
                onChange={() => confirm.error && confirm.reset()}
              />
              <Button
                type="primary"
                htmlType="submit"
                size="large"
                block
                loading={confirm.isPending}
                disabled={!enrolment.data}
              >
                {t("enrol.submit")}
              </Button>
            </Form>
          </li>
        </ol>
      )}
    </>
  );
}
