/** How the profile became what it is: each change, by whom; any of them can be looked at as of then. */
import { Button, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { ActionWords } from "@/shared/trail/Words";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { type Revision, useRevisions } from "../../api/listRevisions";
import { useFieldName } from "../actions/useFieldName";
import { upTo } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";
import "@/shared/trail/messages";

export function RevisionsTab() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { operator, player, zone, asOf } = usePlayerView();
  const [, patch] = usePatchParams();
  const fieldName = useFieldName();
  const paging = useCursorPaging();
  const revisions = useRevisions({
    operatorId: operator.id,
    playerId: player.id,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const rows = upTo(revisions.data?.items ?? [], asOf, (row) => row.at);
  const columns: TableColumnsType<Revision> = [
    { key: "revision", title: t("revision.number"), align: "right", render: (_, row) => format.count(row.revision) },
    { key: "at", title: t("revision.when"), render: (_, row) => <InstantText at={row.at} zone={zone} seconds /> },
    {
      key: "action",
      title: t("revision.action"),
      // A registration is no privileged action, so that the words of the audit log do not know it.
      render: (_, row) =>
        row.action === "player.register" ? t("revision.register") : <ActionWords action={row.action} />,
    },
    { key: "by", title: t("revision.by"), render: (_, row) => row.by || "–" },
    {
      key: "fields",
      title: t("revision.fields"),
      render: (_, row) => (
        <span className={styles.flags}>
          {row.fields.length === 0 ? "–" : null}
          {row.fields.map((field) => (
            <Pill key={field}>{fieldName(field)}</Pill>
          ))}
        </span>
      ),
    },
    {
      key: "look",
      title: t("revision.look"),
      render: (_, row) => (
        <Button
          type="link"
          size="small"
          onClick={() => patch({ at: justAfter(row.at), cursor: null })}
          aria-label={t("revision.lookAt", { revision: row.revision })}
        >
          {t("asOf.open")}
        </Button>
      ),
    },
  ];
  return (
    <PagedTable<Revision>
      label={t("tab.revisions")}
      query={revisions}
      rows={rows}
      paging={paging}
      columns={columns}
      rowKey="revision"
      empty={t("revision.none")}
    />
  );
}

/** The address keeps milliseconds and the change microseconds: the next millisecond has it for certain. */
function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
