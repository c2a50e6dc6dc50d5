/** Requests as a list; each opens in the drawer. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Adjustment } from "@/shared/adjustment/types";
import { AdjustmentAmount, AdjustmentStateTag } from "@/shared/adjustment/Words";
import { Blank } from "@/shared/ui/Blank";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import styles from "./ApprovalsPage.module.css";

interface Props {
  rows: readonly Adjustment[];
  decided: boolean;
  loading: boolean;
  failed: boolean;
  zone: string;
  onOpen: (id: string) => void;
}

export function ApprovalsTable({ rows, decided, loading, failed, zone, onOpen }: Props) {
  const { t } = useTranslation("approvals");
  const { t: adjustment } = useTranslation("adjustment");
  const columns: TableColumnsType<Adjustment> = [
    {
      key: "player",
      title: t("column.player"),
      rowScope: "row",
      render: (_, row) => (
        <button
          type="button"
          className={styles.open}
          onClick={(click) => {
            click.stopPropagation();
            onOpen(row.id);
          }}
        >
          {row.player.username}
          <span className="visually-hidden"> {t("open")}</span>
        </button>
      ),
    },
    { key: "kind", title: t("column.kind"), render: (_, row) => adjustment(`kind.${row.kind}`) },
    {
      key: "amount",
      title: t("column.amount"),
      align: "right",
      render: (_, row) => <AdjustmentAmount adjustment={row} />,
    },
    {
      key: "reason",
      title: t("column.reason"),
      render: (_, row) => <span className={styles.reason}>{row.reason}</span>,
    },
    {
      key: "by",
      title: t("column.by"),
      render: (_, row) => (
        <>
          {row.requested_by} {row.own ? <Pill tone="info">{t("own")}</Pill> : null}
        </>
      ),
    },
    { key: "at", title: t("column.at"), render: (_, row) => <InstantText at={row.requested_at} zone={zone} /> },
    { key: "document", title: adjustment("document"), render: (_, row) => row.document_name ?? "–" },
    ...(decided
      ? [
          {
            key: "state",
            title: t("column.state"),
            render: (_: unknown, row: Adjustment) => <AdjustmentStateTag state={row.state} />,
          },
          {
            key: "decided",
            title: t("column.decided"),
            render: (_: unknown, row: Adjustment) => (
              <>
                {row.decided_by ?? t("alone")} <InstantText at={row.decided_at} zone={zone} />
              </>
            ),
          },
        ]
      : []),
  ];
  const label = t(decided ? "tab.decided" : "tab.waiting");
  return (
    <ScrollTable label={label}>
      <Table<Adjustment>
        aria-label={label}
        className={styles.numbers ?? ""}
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={[...rows]}
        loading={loading && !failed}
        pagination={false}
        scroll={{ x: "max-content" }}
        onRow={(row) => ({ onClick: () => onOpen(row.id) })}
        locale={{
          emptyText:
            loading || failed ? (
              " "
            ) : (
              <Blank icon={<CheckCircleOutlined />} title={t(decided ? "none.decided" : "none.waiting")}>
                {decided ? null : t("none.waitingDetail")}
              </Blank>
            ),
        }}
      />
    </ScrollTable>
  );
}
