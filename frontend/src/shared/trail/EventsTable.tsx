/** Audit entries as a list; each opens in the drawer. */
import { FileSearchOutlined } from "@ant-design/icons";
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { AuditEvent } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { InstantText } from "@/shared/ui/InstantText";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import styles from "./EventsTable.module.css";
import { ActionWords, ActorWords, OutcomeTag, TargetWords } from "./Words";
import "./messages";

interface Props {
  label: string;
  events: readonly AuditEvent[] | undefined;
  loading: boolean;
  zone: string;
  /** Left out where every entry is about the same target. */
  hideTarget?: boolean;
  onOpen: (id: string) => void;
}

export function EventsTable({ label, events, loading, zone, hideTarget = false, onOpen }: Props) {
  const { t } = useTranslation("trail");
  const format = useFormat();
  const columns: TableColumnsType<AuditEvent> = [
    {
      key: "at",
      title: t("column.when"),
      width: 180,
      render: (_, event) => <InstantText at={event.at} zone={zone} seconds />,
    },
    { key: "actor", title: t("column.actor"), width: 140, render: (_, event) => <ActorWords actor={event.actor} /> },
    {
      key: "action",
      title: t("column.action"),
      width: 220,
      render: (_, event) => (
        <button
          type="button"
          className={styles.action}
          onClick={(click) => {
            click.stopPropagation();
            onOpen(event.id);
          }}
        >
          <ActionWords action={event.action} />
          <span className="visually-hidden">{t("open")}</span>
        </button>
      ),
    },
    ...(hideTarget
      ? []
      : [
          {
            key: "target",
            title: t("column.target"),
            width: 160,
            render: (_: unknown, event: AuditEvent) => <TargetWords event={event} />,
          },
        ]),
    {
      key: "reason",
      title: t("column.reason"),
      render: (_, event) => <span className={styles.reason}>{event.reason || "–"}</span>,
    },
    {
      key: "changes",
      title: t("column.changes"),
      width: 92,
      align: "right",
      render: (_, event) => format.count(event.change_count),
    },
    {
      key: "outcome",
      title: t("column.outcome"),
      width: 112,
      render: (_, event) => <OutcomeTag outcome={event.outcome} />,
    },
  ];
  return (
    <ScrollTable label={label}>
      <Table<AuditEvent>
        aria-label={label}
        className={styles.table ?? ""}
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={[...(events ?? [])]}
        loading={loading}
        pagination={false}
        scroll={{ x: 1080 }}
        onRow={(event) => ({ onClick: () => onOpen(event.id) })}
        locale={{
          emptyText: loading ? (
            " "
          ) : (
            <Blank icon={<FileSearchOutlined />} title={t("none")}>
              {t("noneDetail")}
            </Blank>
          ),
        }}
      />
    </ScrollTable>
  );
}
