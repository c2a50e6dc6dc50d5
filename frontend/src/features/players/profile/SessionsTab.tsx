/** When and from where a player was in. */
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Operator, PlayerSession } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging } from "@/shared/url/params";
import { usePlayerSessions } from "../api/listPlayerSessions";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

export function SessionsTab({ playerId, operator }: { playerId: string; operator: Operator }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const paging = useCursorPaging();
  const sessions = usePlayerSessions({
    operatorId: operator.id,
    playerId,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const zone = operator.timezone;
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
    { key: "ip", title: t("session.ip"), render: (_, row) => (row.ip ? <code>{row.ip}</code> : "–") },
    {
      key: "country",
      title: t("session.country"),
      render: (_, row) => (row.country ? format.country(row.country) : "–"),
    },
    { key: "device", title: t("session.device"), render: (_, row) => row.device || "–" },
    {
      key: "browser",
      title: t("session.browser"),
      width: 320,
      ellipsis: true,
      render: (_, row) => <span title={row.user_agent ?? ""}>{row.user_agent || "–"}</span>,
    },
  ];
  return (
    <PagedTable<PlayerSession>
      label={t("tab.sessions")}
      query={sessions}
      paging={paging}
      columns={columns}
      rowKey="id"
      empty={t("session.none")}
    />
  );
}
