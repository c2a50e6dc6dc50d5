/** Why a decision was not carried out: outdated view, unclear outcome, or a plain refusal. */
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Problem } from "@/shared/ui/Problem";
import styles from "./DecisionDialog.module.css";
import { isReused, isUnsure } from "./requestId";
import { isStale, staleChanges } from "./stale";

interface Props {
  error: unknown;
  zone: string;
  /** The name of a field in the reader's language. */
  fieldName?: ((field: string) => string) | undefined;
  /** Replaces the advice on what to do about an outdated view. */
  advice?: ReactNode;
}

export function DecisionProblem({ error, zone, fieldName = (field) => field, advice }: Props) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  if (!error) return null;
  if (isReused(error))
    return <Alert type="warning" showIcon role="alert" className={styles.notice ?? ""} title={t("decision.reused")} />;
  if (isStale(error)) {
    const changes = staleChanges(error);
    return (
      <Alert
        type="warning"
        showIcon
        role="alert"
        className={styles.notice ?? ""}
        title={t("decision.stale")}
        description={
          <>
            {changes.length > 0 ? (
              <ul className={styles.changes}>
                {changes.map((change) => (
                  <li key={change.field}>
                    {change.by && change.at
                      ? t("decision.staleField", {
                          field: fieldName(change.field),
                          by: change.by,
                          when: format.instant(change.at, zone, true),
                        })
                      : `${fieldName(change.field)}: ${change.message}`}
                  </li>
                ))}
              </ul>
            ) : (
              <p>{error instanceof Error ? error.message : null}</p>
            )}
            {advice ?? t("decision.staleDetail")}
          </>
        }
      />
    );
  }
  return (
    <div className={styles.notice}>
      <Problem error={error} heading={t("decision.failed")} />
      {isUnsure(error) ? <p className={styles.detail}>{t("decision.unsure")}</p> : null}
    </div>
  );
}
