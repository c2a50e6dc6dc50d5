/** What the team wrote about the player: pinned ones first; one's own can be withdrawn. */
import { PlusOutlined, PushpinFilled } from "@ant-design/icons";
import { App, Button, Checkbox, Popconfirm, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { newRequestId } from "@/shared/api/client";
import { useFormat } from "@/shared/format/useFormat";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { usePermitted } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { type Note, useNotes } from "../../api/listNotes";
import { useWithdrawNote } from "../../api/withdrawNote";
import { useActions } from "../actions/ActionsContext";
import { upTo } from "../asOf";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";
import { TAB_PAGE_SIZE } from "./PagedTable";

export function NotesTab() {
  const { t } = useTranslation("player");
  const { operator, player, asOf } = usePlayerView();
  const actions = useActions();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const withdrawn = search.get("withdrawn") === "1";
  const notes = useNotes({
    operatorId: operator.id,
    playerId: player.id,
    // What was withdrawn since stood then.
    withdrawn: withdrawn || asOf !== null,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const then = (note: Note): Note =>
    asOf !== null && note.withdrawn_at && Date.parse(note.withdrawn_at) > Date.parse(asOf)
      ? { ...note, withdrawn_at: null, withdrawn_by: null }
      : note;
  const items = upTo(notes.data?.items ?? [], asOf, (note) => note.at)
    .map(then)
    .filter((note) => withdrawn || !note.withdrawn_at);
  return (
    <>
      <div className={styles.bar}>
        <Checkbox
          checked={withdrawn}
          onChange={(event) => patch({ withdrawn: event.target.checked ? "1" : null, cursor: null })}
        >
          {t("note.withdrawnToo")}
        </Checkbox>
        {actions.available.includes("note") ? (
          <span className={styles.end}>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => actions.open({ action: "note" })}>
              {t("note.write")}
            </Button>
          </span>
        ) : null}
      </div>
      {notes.isError ? <Problem error={notes.error} onRetry={() => void notes.refetch()} /> : null}
      {notes.isPending ? <Skeleton active paragraph={{ rows: 5 }} /> : null}
      {notes.data && items.length === 0 ? (
        <Card>
          <Blank title={t("note.none")}>{t("note.noneDetail")}</Blank>
        </Card>
      ) : null}
      <ul className={styles.notes} aria-label={t("tab.notes")}>
        {items.map((note) => (
          <OneNote key={note.id} note={note} />
        ))}
      </ul>
      {notes.data && (notes.data.next_cursor || paging.hasPrevious) ? (
        <CursorPager page={notes.data} busy={notes.isPlaceholderData} paging={paging} />
      ) : null}
    </>
  );
}

function OneNote({ note }: { note: Note }) {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const format = useFormat();
  const problemText = useProblemText();
  const { zone } = usePlayerView();
  const actions = useActions();
  // Another's note is withdrawn only by who may suspend the player.
  const mayManage = usePermitted("players.suspend");
  const withdraw = useWithdrawNote(usePlayerTarget());
  return (
    <li className={styles.note} data-pinned={note.pinned} data-withdrawn={note.withdrawn_at !== null}>
      <p>{note.text}</p>
      <div className={`${styles.noteFoot} ${styles.faint}`}>
        {note.pinned ? (
          <Pill tone="warn" icon={<PushpinFilled />}>
            {t("note.pinned")}
          </Pill>
        ) : null}
        <span>{note.by}</span>
        <InstantText at={note.at} zone={zone} />
        {note.withdrawn_at ? (
          <span>
            {t("note.withdrawnBy", {
              by: note.withdrawn_by ?? "–",
              when: format.instant(note.withdrawn_at, zone),
            })}
          </span>
        ) : null}
        {(note.own || mayManage) && !note.withdrawn_at && actions.available.includes("note") ? (
          <Popconfirm
            title={t("note.withdrawTitle")}
            description={t("note.withdrawDetail")}
            okText={t("note.withdraw")}
            onConfirm={() =>
              withdraw.mutate(
                { noteId: note.id, requestId: newRequestId() },
                { onError: (error) => void message.error(problemText(error)) },
              )
            }
          >
            <Button size="small" type="link" loading={withdraw.isPending}>
              {t("note.withdraw")}
            </Button>
          </Popconfirm>
        ) : null}
      </div>
    </li>
  );
}
