/** The players of one operator: search, filters, sort and page all live in the address. */
import { Button, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreference } from "@/shared/preference/preference";
import { useOperator } from "@/shared/scope/ScopeContext";
import { Card } from "@/shared/ui/Card";
import { CursorPager, PAGE_SIZES } from "@/shared/ui/CursorPager";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { PLAYER_SORTS, usePlayers } from "./api/listPlayers";
import { countryOptions } from "./countries";
import { ListSettings } from "./ListSettings";
import { useListView } from "./listView";
import styles from "./PlayersPage.module.css";
import { PlayersTable } from "./PlayersTable";
import "./messages";

const STATUSES = ["active", "suspended", "closed"] as const;
const FILTERS = ["q", "status", "country", "currency"] as const;
/** Shown under "Currency" although the operator's own comes first: what players of one brand commonly hold. */
const CURRENCIES = ["BRL", "EUR", "USD", "BTC", "ETH", "USDT", "BIT"];

export function PlayersPage() {
  const { t, i18n } = useTranslation("players");
  const { t: shared } = useTranslation("shared");
  const operator = useOperator();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const view = useListView();
  const [size, setSize] = usePreference("players.size", PAGE_SIZES, "50");
  const sort = PLAYER_SORTS.find((each) => each === search.get("sort")) ?? "-registered_at";
  const status = STATUSES.find((each) => each === search.get("status")) ?? null;
  const players = usePlayers({
    operatorId: operator.id,
    q: search.get("q"),
    status,
    country: search.get("country"),
    currency: search.get("currency"),
    sort,
    cursor: paging.cursor,
    limit: Number(size),
  });
  const set = (changes: Record<string, string | null | undefined>) => patch({ ...changes, cursor: null });
  const filtered = FILTERS.some((name) => search.get(name));
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const currencies = [...new Set([operator.currency, ...CURRENCIES])];

  return (
    <Page title={t("title")} actions={<ListSettings view={view} />}>
      <search className={styles.filters} aria-label={t("filters")}>
        <DebouncedInput
          type="search"
          className={styles.search ?? ""}
          aria-label={t("search")}
          placeholder={t("search")}
          value={search.get("q") ?? ""}
          onSettled={(q) => set({ q })}
        />
        <Select
          aria-label={t("filter.status")}
          placeholder={t("filter.status")}
          className={styles.filter ?? ""}
          allowClear
          value={status}
          options={STATUSES.map((value) => ({ value, label: shared(`status.${value}`) }))}
          onChange={(value: string | undefined) => set({ status: value })}
        />
        <Select
          aria-label={t("filter.country")}
          placeholder={t("filter.country")}
          className={styles.filter ?? ""}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={search.get("country")}
          options={countries}
          onChange={(value: string | undefined) => set({ country: value })}
        />
        <Select
          aria-label={t("filter.currency")}
          placeholder={t("filter.currency")}
          className={styles.filter ?? ""}
          allowClear
          value={search.get("currency")}
          options={currencies.map((value) => ({ value, label: value }))}
          onChange={(value: string | undefined) => set({ currency: value })}
        />
        {filtered ? (
          <Button type="link" onClick={() => set({ q: null, status: null, country: null, currency: null })}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </search>
      {players.isError ? <Problem error={players.error} onRetry={() => void players.refetch()} /> : null}
      <MissingParts missing={players.data?.missing} />
      <Card flush>
        <PlayersTable
          operator={operator}
          players={players.data?.items}
          loading={players.isPending || players.isPlaceholderData}
          filtered={filtered}
          sort={sort}
          onSort={(next) => set({ sort: next })}
          view={view}
        />
      </Card>
      <CursorPager
        page={players.data}
        busy={players.isPlaceholderData}
        paging={paging}
        size={{
          value: size,
          onChange: (next) => {
            setSize(next);
            patch({ cursor: null });
          },
        }}
      />
    </Page>
  );
}
