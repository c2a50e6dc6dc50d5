/** The operators side by side: columns in the reader's own order, two to tick and compare, all of them together below. */
import { Table, type TableColumnsType } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import type { Density } from "@/shared/table/columns";
import { useRowKeys } from "@/shared/table/useRowKeys";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { Overview, OverviewItem } from "../api/types";
import { Cell, isRight, TotalCell, WIDTHS } from "./cells";
import { type Column, FIRST_SORT, sortable } from "./columns";
import styles from "./list.module.css";

export const COMPARED = 2;

interface Props {
  overview: Overview | undefined;
  /** The rows shown are not yet those that were asked for. */
  stale: boolean;
  loading: boolean;
  columns: readonly Column[];
  density: Density;
  sort: string;
  onSort: (sort: string) => void;
  selection: readonly string[];
  onSelect: (ids: string[]) => void;
  searchId: string;
  empty: ReactNode;
}

export function OperatorsTable(props: Props) {
  const { overview, stale, loading, columns, density, sort, onSort, selection, onSelect, searchId, empty } = props;
  const { t } = useTranslation("operators");
  const format = useFormat();
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  // The hidden row by which columns are measured repeats the header's checkbox, which nobody must reach.
  useEffect(() => {
    frame.current?.querySelector(".ant-table-measure-row")?.setAttribute("inert", "");
  });
  const rows = overview?.items ?? [];
  const pageOf = (id: string) => `/operators/${id}?op=${id}`;
  const full = selection.length >= COMPARED;
  const toggle = (id: string) => {
    if (selection.includes(id)) onSelect(selection.filter((each) => each !== id));
    else if (!full) onSelect([...selection, id]);
  };
  const onKeyDown = useRowKeys({ frame, searchId, onOpen: (id) => void navigate(pageOf(id)), onSelect: toggle });
  const order = (field: string) => (sort === field ? "ascend" : sort === `-${field}` ? "descend" : null);

  const shown: TableColumnsType<OverviewItem> = [
    {
      key: "name",
      title: t("column.name"),
      width: 190,
      fixed: "start",
      rowScope: "row",
      sorter: true,
      // The list begins in this order, so that the first click turns it round.
      sortDirections: ["ascend", "descend"],
      sortOrder: order("name"),
      render: (_, { operator }) => (
        <Link className={styles.name} to={pageOf(operator.id)} onClick={(click) => click.stopPropagation()}>
          {operator.name}
        </Link>
      ),
    },
    ...columns.map((column): TableColumnsType<OverviewItem>[number] => ({
      key: column,
      title: t(`column.${column}`),
      width: WIDTHS[column],
      ...(isRight(column) ? { align: "right" as const } : {}),
      ...(sortable(column) ? { sorter: true, sortOrder: order(column) } : {}),
      render: (_, item) => <Cell column={column} item={item} />,
    })),
  ];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside take the keys
    <div ref={frame} onKeyDown={onKeyDown} aria-busy={loading || stale}>
      <ScrollTable label={t("title")}>
        <Table<OverviewItem>
          aria-label={t("title")}
          className={`${styles.table} ${stale ? styles.stale : ""}`}
          rowKey={(item) => item.operator.id}
          size={density}
          columns={shown}
          dataSource={[...rows]}
          loading={loading}
          pagination={false}
          scroll={{ x: shown.reduce((sum, column) => sum + Number(column.width ?? 0), 48) }}
          sortDirections={["descend", "ascend"]}
          showSorterTooltip={false}
          onChange={(_pagination, _filters, sorter) => {
            const asked = Array.isArray(sorter) ? sorter[0] : sorter;
            const field = String(asked?.columnKey ?? "");
            onSort(asked?.order === "ascend" ? field : asked?.order === "descend" ? `-${field}` : FIRST_SORT);
          }}
          rowSelection={{
            fixed: "start",
            columnWidth: 48,
            hideSelectAll: true,
            columnTitle: <span className="visually-hidden">{t("compare.choose")}</span>,
            selectedRowKeys: [...selection],
            onChange: (keys) => onSelect(keys.map(String)),
            getCheckboxProps: ({ operator }) => ({
              "aria-label": t("compare.chooseOne", { operator: operator.name }),
              disabled: full && !selection.includes(operator.id),
            }),
          }}
          onRow={({ operator }, index) => ({
            tabIndex: index === 0 ? 0 : -1,
            onClick: () => void navigate(pageOf(operator.id)),
          })}
          locale={{ emptyText: loading ? " " : empty }}
          {...(overview && rows.length > 1
            ? {
                summary: () => (
                  <Table.Summary.Row className={styles.totals ?? ""}>
                    <Table.Summary.Cell index={0} />
                    <Table.Summary.Cell index={1}>
                      {t("totals", { count: rows.length, formatted: format.count(rows.length) })}
                    </Table.Summary.Cell>
                    {columns.map((column, index) => (
                      <Table.Summary.Cell
                        key={column}
                        index={index + 2}
                        {...(isRight(column) ? { align: "right" as const } : {})}
                      >
                        <TotalCell column={column} totals={overview.totals} />
                      </Table.Summary.Cell>
                    ))}
                  </Table.Summary.Row>
                ),
              }
            : {})}
        />
      </ScrollTable>
    </div>
  );
}
