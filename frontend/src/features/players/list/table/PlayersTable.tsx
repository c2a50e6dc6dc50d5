/** The list of players: server-sorted columns in the reader's own order, rows to select, the username leads to the profile. */
import { Table, type TableColumnsType } from "antd";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Operator, PlayerSummary } from "@/shared/api/types";
import type { Density } from "@/shared/table/columns";
import { useRowKeys } from "@/shared/table/useRowKeys";
import { Pill } from "@/shared/ui/Pill";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { type Column, FIRST_SORT, sortable } from "../columns";
import { Cell, ONE_LINE, RIGHT, WIDTHS } from "./cells";
import styles from "./PlayersTable.module.css";

interface Props {
  operators: readonly Operator[];
  players: readonly PlayerSummary[] | undefined;
  /** The rows shown are not yet those that were asked for. */
  stale: boolean;
  loading: boolean;
  columns: readonly Column[];
  density: Density;
  sort: string;
  onSort: (sort: string) => void;
  /** Absent where nothing can be done to a selection. */
  selection?: { ids: readonly string[]; onChange: (ids: string[]) => void };
  searchId: string;
  empty: ReactNode;
}

/** A row while the first answer is on its way. */
interface Bone {
  id: string;
  bone: true;
}
type Row = PlayerSummary | Bone;
const BONES: readonly Bone[] = Array.from({ length: 12 }, (_, index) => ({ id: `bone-${index}`, bone: true }));
const isBone = (row: Row): row is Bone => "bone" in row;

export function PlayersTable(props: Props) {
  const { operators, players, stale, loading, columns, density, sort, onSort, selection, searchId, empty } = props;
  const { t } = useTranslation("playerList");
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  // The hidden row by which columns are measured repeats the header's checkbox, which nobody must reach.
  useEffect(() => {
    frame.current?.querySelector(".ant-table-measure-row")?.setAttribute("inert", "");
  });
  const operatorOf = useMemo(() => {
    const byId = new Map(operators.map((operator) => [operator.id, operator]));
    return (player: PlayerSummary) => byId.get(player.operator_id) ?? operators[0];
  }, [operators]);
  const rows: readonly Row[] = players ?? (loading ? BONES : []);
  const profile = (player: PlayerSummary) => `/players/${player.id}?op=${operatorOf(player)?.id ?? ""}`;
  const byKey = (key: string) => players?.find((player) => player.id === key);
  const toggle = (id: string) =>
    selection?.onChange(
      selection.ids.includes(id) ? selection.ids.filter((each) => each !== id) : [...selection.ids, id],
    );
  const onKeyDown = useRowKeys({
    frame,
    searchId,
    onOpen: (key) => {
      const player = byKey(key);
      if (player) void navigate(profile(player));
    },
    onSelect: toggle,
  });
  const order = (field: string) => (sort === field ? "ascend" : sort === `-${field}` ? "descend" : null);

  const shown: TableColumnsType<Row> = [
    {
      key: "username",
      title: t("column.username"),
      width: 190,
      fixed: "start",
      rowScope: "row",
      sorter: true,
      sortOrder: order("username"),
      render: (_, row) =>
        isBone(row) ? (
          <span className={styles.bone} />
        ) : (
          <>
            <Link className={styles.name} to={profile(row)} onClick={(click) => click.stopPropagation()}>
              {row.username || row.external_id}
            </Link>
            {row.username && row.username !== row.external_id ? (
              <code className={styles.id}>{row.external_id}</code>
            ) : null}
            {row.matched ? (
              <span className={styles.under}>
                <Pill tone="info">{t(`matched.${row.matched}`, { defaultValue: row.matched })}</Pill>
              </span>
            ) : null}
          </>
        ),
    },
    ...columns.map((column): TableColumnsType<Row>[number] => ({
      key: column,
      title: t(`column.${column}`),
      width: WIDTHS[column],
      ...(RIGHT.has(column) ? { align: "right" as const } : {}),
      ...(ONE_LINE.has(column) ? { ellipsis: true } : {}),
      ...(sortable(column) ? { sorter: true, sortOrder: order(column) } : {}),
      render: (_, row) => {
        if (isBone(row)) return <span className={styles.bone} />;
        const operator = operatorOf(row);
        return operator ? <Cell column={column} player={row} operator={operator} /> : null;
      },
    })),
  ];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside take the keys
    <div ref={frame} onKeyDown={onKeyDown} aria-busy={loading || stale}>
      <ScrollTable label={t("list")}>
        <Table<Row>
          aria-label={t("list")}
          className={`${styles.table} ${stale ? styles.stale : ""}`}
          rowKey="id"
          size={density}
          columns={shown}
          dataSource={[...rows]}
          pagination={false}
          scroll={{ x: shown.reduce((sum, column) => sum + Number(column.width ?? 0), selection ? 48 : 0) }}
          sortDirections={["descend", "ascend"]}
          showSorterTooltip={false}
          onChange={(_pagination, _filters, sorter) => {
            const asked = Array.isArray(sorter) ? sorter[0] : sorter;
            const field = String(asked?.columnKey ?? "");
            onSort(asked?.order === "ascend" ? field : asked?.order === "descend" ? `-${field}` : FIRST_SORT);
          }}
          {...(selection
            ? {
                rowSelection: {
                  fixed: "start",
                  columnWidth: 48,
                  selectedRowKeys: [...selection.ids],
                  preserveSelectedRowKeys: true,
                  onChange: (keys) => selection.onChange(keys.map(String)),
                  getTitleCheckboxProps: () => ({ "aria-label": t("select.all") }),
                  getCheckboxProps: (row) =>
                    isBone(row)
                      ? { disabled: true, "aria-label": t("select.all") }
                      : { "aria-label": t("select.one", { username: row.username || row.external_id }) },
                },
              }
            : {})}
          onRow={(row, index) =>
            isBone(row)
              ? { "aria-hidden": true }
              : {
                  tabIndex: index === 0 ? 0 : -1,
                  onClick: () => void navigate(profile(row)),
                }
          }
          locale={{ emptyText: empty }}
        />
      </ScrollTable>
    </div>
  );
}
