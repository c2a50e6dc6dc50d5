/** When and from where a player was in, what was new about it, and who else was seen there. */
import { LogoutOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Checkbox, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { PlayerSession } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { usePlayerSessions } from "../../api/listPlayerSessions";
import { useActions } from "../actions/ActionsContext";
import { sessionAsOf, upTo } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import { tabPath } from "../tabs";
import styles from "./history.module.css";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

export function SessionsTab() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { operator, player, zone, asOf } = usePlayerView();
  const actions = useActions();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const openOnly = search.get("open") === "1" && asOf === null;
  const sessions = usePlayerSessions({
    operatorId: operator.id,
    playerId: player.id,
    openOnly,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const rows = upTo(sessions.data?.items ?? [], asOf, (row) => row.started_at).map((row) => sessionAsOf(row, asOf));
  const later = (sessions.data?.items.length ?? 0) - rows.length;
  const mayEnd = actions.available.includes("end_sessions");
  const duration = (row: PlayerSession) => {
    const end = row.ended_at ?? asOf ?? new Date().toISOString();
    return format.span((Date.parse(end) - Date.parse(row.started_at)) / 1000);
  };
  const sharing = (count: number, kind: "ip" | "device") =>
    count > 0 ? (
      <Link to={`${tabPath(player.id, "linked", operator.id, asOf)}&link=${kind}`}>
        {t("session.shared", { count, formatted: format.count(count) })}
      </Link>
    ) : null;
  const columns: TableColumnsType<PlayerSession> = [
    {
      key: "started",
      title: t("session.started"),
      render: (_, row) => <InstantText at={row.started_at} zone={zone} seconds />,
    },
    {
      key: "ended",
      title: t("session.ended"),
      render: (_, row) =>
        row.open ? <Pill tone="good">{t("session.open")}</Pill> : <InstantText at={row.ended_at} zone={zone} seconds />,
    },
    { key: "duration", title: t("session.duration"), align: "right", render: (_, row) => duration(row) },
    {
      key: "ip",
      title: t("session.ip"),
      render: (_, row) => (
        <span className={styles.two}>
          {row.ip ? <code>{row.ip}</code> : "–"}
          {sharing(row.sharing_ip, "ip")}
        </span>
      ),
    },
    {
      key: "country",
      title: t("session.country"),
      render: (_, row) => (row.country ? format.country(row.country) : "–"),
    },
    {
      key: "device",
      title: t("session.device"),
      render: (_, row) => (
        <span className={styles.two}>
          {row.device || "–"}
          {sharing(row.sharing_device, "device")}
        </span>
      ),
    },
    {
      key: "flags",
      title: t("session.flags"),
      render: (_, row) =>
        row.flags.length === 0 ? (
          "–"
        ) : (
          <span className={styles.flags}>
            {row.flags.map((flag) => (
              <Tooltip key={flag} title={t(`session.why.${flag}`, { defaultValue: flag })}>
                <span>
                  <Pill tone="warn" icon={<WarningOutlined />}>
                    {t(`session.flag.${flag}`, { defaultValue: flag })}
                  </Pill>
                </span>
              </Tooltip>
            ))}
          </span>
        ),
    },
    {
      key: "browser",
      title: t("session.browser"),
      width: 260,
      ellipsis: true,
      render: (_, row) => <span title={row.user_agent ?? ""}>{row.user_agent || "–"}</span>,
    },
    ...(mayEnd
      ? [
          {
            key: "end",
            title: t("session.actions"),
            render: (_: unknown, row: PlayerSession) =>
              row.open ? (
                <Button size="small" onClick={() => actions.open({ action: "end_sessions", sessionId: row.id })}>
                  {t("session.end")}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return (
    <PagedTable<PlayerSession>
      label={t("tab.sessions")}
      query={sessions}
      rows={rows}
      paging={paging}
      columns={columns}
      rowKey="id"
      empty={t(later > 0 ? "session.later" : "session.none", { count: later })}
      filters={
        <>
          {asOf === null ? (
            <Checkbox
              checked={openOnly}
              onChange={(event) => patch({ open: event.target.checked ? "1" : null, cursor: null })}
            >
              {t("session.openOnly")}
            </Checkbox>
          ) : null}
          {later > 0 ? <span className={styles.faint}>{t("asOf.hidden", { count: later })}</span> : null}
          {mayEnd ? (
            <span className={styles.end}>
              <Button icon={<LogoutOutlined />} onClick={() => actions.open({ action: "end_sessions" })}>
                {t("session.endAll")}
              </Button>
            </span>
          ) : null}
        </>
      }
    />
  );
}
