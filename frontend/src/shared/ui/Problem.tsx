/** A failed load: what happened, a way to try again, and the trace id to quote. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { CopyText } from "./CopyText";

interface Props {
  error: unknown;
  onRetry?: (() => void) | undefined;
  heading?: string;
}

export function Problem({ error, onRetry, heading }: Props) {
  const { t } = useTranslation("shared");
  const problemText = useProblemText();
  const traceId = error instanceof ApiError ? error.traceId : null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={heading ?? t("problem.heading")}
      description={
        <>
          <div>{problemText(error)}</div>
          {traceId ? (
            <div style={{ marginTop: 4 }}>
              {t("trace")}: <CopyText text={traceId} />
            </div>
          ) : null}
        </>
      }
      action={onRetry ? <Button onClick={onRetry}>{t("retry")}</Button> : undefined}
    />
  );
}

/** Names the services that did not answer while the rest of the page stands. */
export function MissingParts({ missing }: { missing: readonly string[] | undefined }) {
  const { t, i18n } = useTranslation("shared");
  if (!missing?.length) return null;
  const names = missing.map((name) => t(`partial.service.${name}`, { defaultValue: name }));
  const services = new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(names);
  return <Alert type="warning" showIcon title={t("partial.heading")} description={t("partial.detail", { services })} />;
}
