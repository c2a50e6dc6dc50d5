/** The list of players: server-sorted columns, the username leads to the profile. */
import { TeamOutlined } from "@ant-design/icons";
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Operator, PlayerSummary } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { StatusTag } from "@/shared/ui/StatusTag";
import { useCarriedPath } from "@/shared/url/params";
import type { PlayerSort } from "./api/listPlayers";
import type { useListView } from "./listView";
import styles from "./PlayersTable.module.css";

interface Props {
  operator: Operator;
  players: readonly PlayerSummary[] | undefined;
  loading: boolean;
  filtered: boolean;
  sort: PlayerSort;
  onSort: (sort: PlayerSort) => void;
  view: ReturnType<typeof useListView>;
}

export function PlayersTable({ operator, players, loading, filtered, sort, onSort, view }: Props) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const navigate = useNavigate();
  const carriedPath = useCarriedPath();
  const profile = (player: PlayerSummary) => carriedPath(`/players/${player.id}`);
  const order = (field: string) => (sort === field ? "ascend" : sort === `-${field}` ? "descend" : null);
  const zone = operator.timezone;

  const optional: Record<string, TableColumnsType<PlayerSummary>[number]> = {
    externalId: {
      key: "external_id",
      title: t("column.externalId"),
      width: 150,
      render: (_, player) => <code className={styles.id}>{player.external_id}</code>,
    },
    name: { key: "name", title: t("column.name"), width: 120, render: (_, player) => player.name || "–" },
    email: { key: "email", title: t("column.email"), width: 160, render: (_, player) => player.email || "–" },
    country: {
      key: "country",
      title: t("column.country"),
      width: 105,
      render: (_, player) => (player.country ? format.country(player.country) : "–"),
    },
    status: {
      key: "status",
      title: t("column.status"),
      width: 105,
      render: (_, player) => <StatusTag status={player.status} />,
    },
    balances: {
      key: "balances",
      title: t("column.balances"),
      width: 150,
      align: "right",
      render: (_, player) =>
        player.balances.length === 0 ? (
          "–"
        ) : (
          <span className={styles.balances}>
            {player.balances.map((balance) => (
              <MoneyText key={balance.currency} value={balance} />
            ))}
          </span>
        ),
    },
    registeredAt: {
      key: "registered_at",
      title: t("column.registeredAt"),
      width: 162,
      sorter: true,
      sortOrder: order("registered_at"),
      render: (_, player) => <InstantText at={player.registered_at} zone={zone} />,
    },
    lastSeenAt: {
      key: "last_seen_at",
      title: t("column.lastSeenAt"),
      width: 162,
      sorter: true,
      sortOrder: order("last_seen_at"),
      render: (_, player) =>
        player.last_seen_at ? (
          <InstantText at={player.last_seen_at} zone={zone} />
        ) : (
          <span className={styles.faint}>{t("never")}</span>
        ),
    },
  };

  const columns: TableColumnsType<PlayerSummary> = [
    {
      key: "username",
      title: t("column.username"),
      width: 160,
      fixed: "start",
      rowScope: "row",
      sorter: true,
      sortOrder: order("username"),
      render: (_, player) => (
        <Link className={styles.name} to={profile(player)} onClick={(click) => click.stopPropagation()}>
          {player.username}
        </Link>
      ),
    },
    ...view.columns.flatMap((name) => optional[name] ?? []),
  ];

  return (
    <ScrollTable label={t("list")}>
      <Table<PlayerSummary>
        aria-label={t("list")}
        className={styles.table ?? ""}
        rowKey="id"
        size={view.density}
        columns={columns}
        dataSource={[...(players ?? [])]}
        loading={loading}
        pagination={false}
        scroll={{ x: columns.reduce((sum, column) => sum + Number(column.width ?? 0), 0) }}
        sortDirections={["descend", "ascend"]}
        showSorterTooltip={false}
        onChange={(_pagination, _filters, sorter) => {
          const asked = Array.isArray(sorter) ? sorter[0] : sorter;
          const field = String(asked?.columnKey ?? "registered_at");
          onSort((asked?.order === "ascend" ? field : `-${field}`) as PlayerSort);
        }}
        onRow={(player) => ({ onClick: () => void navigate(profile(player)) })}
        locale={{
          emptyText: loading ? (
            " "
          ) : filtered ? (
            <Blank icon={<TeamOutlined />} title={t("empty.filtered")}>
              {t("empty.filteredDetail")}
            </Blank>
          ) : (
            <Blank icon={<TeamOutlined />} title={t("empty.none", { operator: operator.name })}>
              {t("empty.noneDetail")}
            </Blank>
          ),
        }}
      />
    </ScrollTable>
  );
}
