/** The newest signed checkpoint of the log, and whether any source has a gap. */
import { Alert, Collapse, Descriptions, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { CopyText } from "@/shared/ui/CopyText";
import { InstantText } from "@/shared/ui/InstantText";
import { Problem } from "@/shared/ui/Problem";
import { useCheckpoint } from "./api/getCheckpoint";
import styles from "./CheckpointFacts.module.css";
import "./messages";

export function CheckpointFacts({ zone }: { zone: string }) {
  const { t } = useTranslation("trail");
  const format = useFormat();
  const checkpoint = useCheckpoint();
  if (checkpoint.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  if (checkpoint.isError) return <Problem error={checkpoint.error} onRetry={() => void checkpoint.refetch()} />;
  const { size, root_hash, signed_at, signed_note, open_gaps } = checkpoint.data;
  if (!signed_at) return <p>{t("checkpoint.none")}</p>;
  return (
    <div className={styles.facts}>
      <Descriptions
        column={1}
        colon={false}
        size="small"
        items={[
          { key: "size", label: t("checkpoint.size"), children: format.count(size) },
          { key: "at", label: t("checkpoint.signedAt"), children: <InstantText at={signed_at} zone={zone} seconds /> },
          { key: "root", label: t("checkpoint.root"), children: <CopyText text={root_hash} /> },
        ]}
      />
      {open_gaps.length === 0 ? (
        <Alert type="success" showIcon title={t("checkpoint.complete")} />
      ) : (
        <Alert
          type="warning"
          showIcon
          title={t("checkpoint.gaps", { count: open_gaps.length, formatted: format.count(open_gaps.length) })}
          description={
            <ul className={styles.gaps}>
              {open_gaps.map((gap) => (
                <li key={gap.source}>
                  {t("checkpoint.gap", {
                    source: gap.source,
                    seq: format.count(gap.expected_seq),
                    count: gap.parked,
                    formatted: format.count(gap.parked),
                  })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "note",
            label: t("checkpoint.showNote"),
            children: (
              <pre className={styles.note} role="region" aria-label={t("checkpoint.note")}>
                {signed_note}
              </pre>
            ),
          },
        ]}
      />
    </div>
  );
}
