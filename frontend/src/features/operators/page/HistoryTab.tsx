/** What happened to an operator: its statuses, schedules and settings, newest first. */
import { Skeleton, Timeline } from "antd";
import { useTranslation } from "react-i18next";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { InstantText } from "@/shared/ui/InstantText";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging } from "@/shared/url/params";
import { useHistory } from "../api/listHistory";
import type { HistoryEntry, HistoryKind } from "../api/types";
import { OperatorStatusTag, useFieldName } from "../Words";
import { useShown } from "./OperatorContext";
import styles from "./page.module.css";

const COLORS: Partial<Record<HistoryKind, string>> = {
  settings: "gray",
  scheduled: "gray",
  schedule_cancelled: "gray",
  closing_asked: "red",
  closed: "red",
};

export function HistoryTab() {
  const { t } = useTranslation("operators");
  const operator = useShown();
  const paging = useCursorPaging();
  const history = useHistory(operator.id, paging.cursor);
  const entries = history.data?.items ?? [];
  return (
    <>
      {history.isError ? <Problem error={history.error} onRetry={() => void history.refetch()} /> : null}
      <Card>
        {history.isPending ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
        {history.isSuccess && entries.length === 0 ? <Blank title={t("history.none")} /> : null}
        <Timeline
          items={entries.map((entry) => ({
            key: entry.revision,
            color: COLORS[entry.kind] ?? "blue",
            content: <Entry entry={entry} zone={operator.timezone} />,
          }))}
        />
      </Card>
      <CursorPager page={history.data} busy={history.isPlaceholderData} paging={paging} />
    </>
  );
}

function Entry({ entry, zone }: { entry: HistoryEntry; zone: string }) {
  const { t, i18n } = useTranslation("operators");
  const fieldName = useFieldName();
  const moved = entry.from !== null && entry.from !== entry.to;
  const fields = entry.kind === "settings" ? [...new Set(entry.fields.map(fieldName))] : [];
  return (
    <div>
      <b>{t(`history.${entry.kind}`)}</b>{" "}
      {moved && entry.from ? (
        <span className={styles.moved}>
          <OperatorStatusTag status={entry.from} /> <span aria-hidden="true">→</span>
          <span className="visually-hidden">{t("history.to")}</span> <OperatorStatusTag status={entry.to} />
        </span>
      ) : null}
      {fields.length > 0 ? <span>{new Intl.ListFormat(i18n.language).format(fields)}</span> : null}
      {entry.reason ? <p className={styles.line}>{entry.reason}</p> : null}
      <div className={styles.faint}>
        <InstantText at={entry.at} zone={zone} seconds /> · {entry.by}
      </div>
    </div>
  );
}
