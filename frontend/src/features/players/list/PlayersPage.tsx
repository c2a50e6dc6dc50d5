/** The players of one brand or of several: search, filters, order, columns, saved views, selection. */
import { TeamOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator, Page as PageOf } from "@/shared/api/types";
import { useOperator } from "@/shared/scope/ScopeContext";
import { operatorsWith } from "@/shared/session/reach";
import { usePermitted, useSession } from "@/shared/session/SessionContext";
import { ColumnSettings } from "@/shared/table/ColumnSettings";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { useCursorPaging } from "@/shared/url/params";
import { ViewMenu } from "@/shared/views/ViewMenu";
import { usePlayers } from "../api/listPlayers";
import { COLUMNS, exportedColumns } from "./columns";
import { FilterBar } from "./filter/FilterBar";
import { MOST_OPERATORS } from "./filter/fields";
import { currencyOf, type FilterJson, filterQuery, isEmpty, NO_FILTER, withValue } from "./filter/filter";
import { NO_VIEW } from "./listState";
import { PlayersTable } from "./table/PlayersTable";
import styles from "./table/PlayersTable.module.css";
import { SURFACE, useList } from "./useList";
import "./messages";

/** What is done with a list of players elsewhere: exports and bulk actions. */
export interface ListAsk {
  operator: Operator;
  filter: FilterJson;
  sort: string;
  columns: readonly string[];
  total: PageOf<unknown>["total"];
}
export interface SelectionAsk extends ListAsk {
  selection: readonly string[];
  onDone: () => void;
}

interface Props {
  exportButton: (ask: ListAsk) => ReactNode;
  bulkBar: (ask: SelectionAsk) => ReactNode;
}

/** Offered beside the operator's own: what players of one brand commonly hold. */
const CURRENCIES = ["BRL", "EUR", "USD", "BTC", "ETH", "USDT", "BIT"];
const PERSONAL = ["email", "phone", "document", "registration_ip", "login_ip", "device"] as const;
const SEARCH_ID = "players-search";

export function PlayersPage({ exportButton, bulkBar }: Props) {
  const { t } = useTranslation("playerList");
  const me = useSession();
  const here = useOperator();
  const paging = useCursorPaging();
  const list = useList();
  const mayBulk = usePermitted("players.bulk");
  const mayExport = usePermitted("players.export");
  const { filter, sort } = list.state;

  const reachable = operatorsWith(me, "players.read");
  const named = filter.values.operator_id;
  const asked = Array.isArray(named) ? reachable.filter((operator) => named.includes(operator.id)) : [];
  const operators = asked.length > 0 ? asked : [here];
  const [only] = operators.length === 1 ? operators : [];
  const home = only ?? here;
  const currency = currencyOf(filter, sort, home.currency) ?? home.currency;
  const query = filterQuery(filter, sort, { zone: home.timezone, now: new Date(), currency: home.currency });
  const lost = Array.isArray(named) && asked.length < named.length;
  const dropped = lost ? [...list.state.dropped, "operator_id" as const] : list.state.dropped;

  const players = usePlayers(
    {
      operatorIds: operators.map((operator) => operator.id),
      filter: query,
      sort,
      cursor: paging.cursor,
      limit: Number(list.size.value),
    },
    !list.arriving,
  );

  // What was ticked belongs to what was asked: another filter starts with nothing ticked.
  const place = JSON.stringify([operators.map((operator) => operator.id), query]);
  const [ticked, setTicked] = useState({ place, ids: [] as string[] });
  const selection = ticked.place === place ? ticked.ids : [];
  const select = (ids: string[]) => setTicked({ place, ids });

  const columns = list.columns.filter((column) => column !== "operator" || operators.length > 1);
  const ask: ListAsk = {
    operator: home,
    filter: query,
    sort,
    columns: exportedColumns(columns),
    total: players.data?.total ?? null,
  };
  const personal = Boolean(filter.q) || PERSONAL.some((name) => filter.values[name] !== undefined);
  const everywhere = reachable.slice(0, MOST_OPERATORS).map((operator) => operator.id);

  return (
    <Page
      title={t("title")}
      actions={
        <>
          <ViewMenu
            surface={SURFACE}
            current={list.state.view === NO_VIEW ? null : list.state.view}
            kept={{ filter: { ...list.kept.filter }, sort }}
            columns={list.columns}
            differs={list.differs}
            personal={personal}
            first={list.first.value}
            onFirst={list.first.set}
            onOpen={list.open}
          />
          {only ? exportButton(ask) : null}
          <ColumnSettings
            offered={COLUMNS}
            nameOf={(column) => t(`column.${column}`)}
            columns={list.columns}
            onColumns={list.setColumns}
            onReset={list.resetColumns}
            ofView={list.state.columns !== null}
            density={list.density.value}
            onDensity={list.density.set}
          />
        </>
      }
    >
      <FilterBar
        filter={filter}
        sort={sort}
        dropped={dropped}
        error={players.error}
        around={{
          operatorId: home.id,
          zone: home.timezone,
          currency,
          currencies: [...new Set([home.currency, ...CURRENCIES])],
        }}
        searchId={SEARCH_ID}
        onChange={(next) => list.change({ filter: next })}
      />
      {!only && (mayBulk || mayExport) ? <p className={styles.keys}>{t("severalBrands")}</p> : null}
      {players.isError ? <Problem error={players.error} onRetry={() => void players.refetch()} /> : null}
      <MissingParts missing={players.data?.missing} />
      {players.isError && !players.data ? null : (
        <Card flush>
          <PlayersTable
            operators={operators}
            players={players.data?.items}
            stale={players.isPlaceholderData}
            loading={players.isPending}
            columns={columns}
            density={list.density.value}
            sort={sort}
            onSort={(next) => list.change({ sort: next })}
            {...(only && mayBulk ? { selection: { ids: selection, onChange: select } } : {})}
            searchId={SEARCH_ID}
            empty={
              isEmpty(filter) ? (
                <Blank icon={<TeamOutlined />} title={t("empty.none", { operator: home.name })}>
                  {t("empty.noneDetail")}
                </Blank>
              ) : (
                <Blank icon={<TeamOutlined />} title={t("empty.filtered")}>
                  <Flex vertical gap={14} align="center">
                    {t(filter.q ? "empty.filteredDetail" : "empty.fewer")}
                    <Flex gap={8} wrap justify="center">
                      <Button onClick={() => list.change({ filter: NO_FILTER })}>{t("empty.clear")}</Button>
                      {only && everywhere.length > 1 ? (
                        <Button onClick={() => list.change({ filter: withValue(filter, "operator_id", everywhere) })}>
                          {t("empty.everywhere")}
                        </Button>
                      ) : null}
                    </Flex>
                  </Flex>
                </Blank>
              )
            }
          />
        </Card>
      )}
      {/* Below the table, so that ticking the first row moves no other; it sticks to the end of the window. */}
      {only ? bulkBar({ ...ask, selection, onDone: () => select([]) }) : null}
      <CursorPager
        page={players.data}
        busy={players.isPlaceholderData}
        paging={{
          ...paging,
          size: {
            value: list.size.value,
            onChange: (next) => {
              list.size.set(next);
              list.change({});
            },
          },
        }}
      />
      <p className={styles.keys}>{t("keys")}</p>
    </Page>
  );
}
