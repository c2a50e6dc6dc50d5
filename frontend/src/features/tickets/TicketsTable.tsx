/** Tickets in a table: what is due, who has it, whose turn it is. */
import { MessageOutlined } from "@ant-design/icons";
import { Table, type TableProps, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { InstantText } from "@/shared/ui/InstantText";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useCarriedPath } from "@/shared/url/params";
import { ClockCue } from "./ClockCue";
import { cueOfTicket } from "./clock";
import styles from "./Tickets.module.css";
import type { Ticket } from "./types";
import { PriorityTag, StateTag, useCategoryName } from "./Words";
import "./messages";

interface Props {
  label: string;
  tickets: Ticket[] | undefined;
  loading: boolean;
  zone: string;
  /** All are of one player, so that the column would say the same in every row. */
  ofPlayer?: boolean;
  /** The row that the keyboard is at. */
  active?: number | null;
  empty: React.ReactNode;
}

export function TicketsTable({ label, tickets, loading, zone, ofPlayer = false, active = null, empty }: Props) {
  const { t } = useTranslation("tickets");
  const format = useFormat();
  const carried = useCarriedPath();
  const categoryName = useCategoryName();
  const columns: TableProps<Ticket>["columns"] = [
    {
      key: "subject",
      title: t("column.subject"),
      fixed: "left",
      width: ofPlayer ? 250 : 320,
      rowScope: "row",
      render: (_, ticket) => (
        <span className={styles.subject}>
          <Link to={carried(`/tickets/${ticket.id}`)} className={styles.link ?? ""} data-ticket={ticket.id}>
            <span className={styles.number}>#{ticket.number}</span> {ticket.subject}
          </Link>
          {ticket.player_spoke_last && ticket.state === "open" ? (
            <Tooltip title={t("playerWaits")}>
              <MessageOutlined className={styles.waits ?? ""} role="img" aria-label={t("playerWaits")} />
            </Tooltip>
          ) : null}
        </span>
      ),
    },
    { key: "due", title: t("column.due"), width: 215, render: (_, ticket) => <ClockCue cue={cueOfTicket(ticket)} /> },
    {
      key: "priority",
      title: t("column.priority"),
      width: 110,
      render: (_, { priority }) => <PriorityTag priority={priority} />,
    },
    { key: "state", title: t("column.state"), width: 120, render: (_, { state }) => <StateTag state={state} /> },
    ...(ofPlayer
      ? []
      : [
          {
            key: "player",
            title: t("column.player"),
            width: 160,
            ellipsis: true,
            render: (_: unknown, { player }: Ticket) => (
              <Link to={carried(`/players/${player.id}`)}>{player.username || player.external_id}</Link>
            ),
          },
        ]),
    {
      key: "category",
      title: t("column.category"),
      width: 150,
      ellipsis: true,
      render: (_, { category }) => categoryName(category),
    },
    {
      key: "assignee",
      title: t("column.assignee"),
      width: 150,
      ellipsis: true,
      render: (_, { assignee }) => assignee?.name ?? <span className={styles.quiet}>{t("nobody")}</span>,
    },
    {
      key: "updated",
      title: t("column.updated"),
      width: 130,
      render: (_, ticket) => <span title={ticket.updated_at}>{format.ago(ticket.updated_at, Date.now())}</span>,
    },
    {
      key: "opened",
      title: t("column.opened"),
      width: 170,
      render: (_, ticket) => <InstantText at={ticket.opened_at} zone={zone} />,
    },
  ];
  return (
    <ScrollTable label={label}>
      <Table<Ticket>
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={tickets ?? []}
        loading={loading}
        pagination={false}
        scroll={{ x: ofPlayer ? 1135 : 1365 }}
        rowClassName={(_, index) => (index === active ? (styles.active ?? "") : "")}
        locale={{ emptyText: loading ? " " : empty }}
      />
    </ScrollTable>
  );
}
