/** Sign-in: shows the step that the server says comes next. */
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { useMe } from "@/shared/api/getMe";
import { Mark } from "@/shared/ui/Mark";
import { Problem } from "@/shared/ui/Problem";
import { safeNext } from "@/shared/url/params";
import { EnrolStep } from "./EnrolStep";
import { PasswordStep } from "./PasswordStep";
import { RecoveryCodes } from "./RecoveryCodes";
import styles from "./SignInPage.module.css";
import { VerifyStep } from "./VerifyStep";
import "./messages";

export function SignInPage({ tools }: { tools: ReactNode }) {
  const { t } = useTranslation("auth");
  const me = useMe();
  const [search] = useSearchParams();
  const [recoveryCodes, setRecoveryCodes] = useState<string[] | null>(null);
  const stage = me.data?.stage;

  if (stage === "signed_in" && !recoveryCodes) return <Navigate to={safeNext(search.get("next"))} replace />;

  return (
    <div className={styles.page}>
      <div className={styles.story} aria-hidden="true">
        <div className={styles.horizon} />
        <div className={styles.words}>
          <p className={styles.tagline}>{t("tagline")}</p>
          <p className={styles.detail}>{t("story")}</p>
        </div>
      </div>
      <div className={styles.side}>
        <header className={styles.top}>
          <span className={styles.brand}>
            <Mark size={30} /> Daybook
          </span>
          <span className={styles.tools}>{tools}</span>
        </header>
        <main className={styles.step}>
          {me.isPending ? null : me.isError ? (
            <Problem error={me.error} onRetry={() => void me.refetch()} />
          ) : recoveryCodes ? (
            <RecoveryCodes codes={recoveryCodes} onDone={() => void me.refetch().then(() => setRecoveryCodes(null))} />
          ) : stage === "totp_required" ? (
            <VerifyStep />
          ) : stage === "totp_enrolment_required" ? (
            <EnrolStep onBound={setRecoveryCodes} />
          ) : (
            <PasswordStep />
          )}
        </main>
      </div>
    </div>
  );
}
