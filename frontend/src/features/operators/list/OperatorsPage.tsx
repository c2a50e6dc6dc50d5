/** The operators of a company side by side: what they earn, what they hold, how they fare, what needs attention. */
import { DownloadOutlined, PlusOutlined, ShopOutlined, SwapOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { readPeriod } from "@/shared/period/period";
import { useScope } from "@/shared/scope/ScopeContext";
import { usePermitted } from "@/shared/session/SessionContext";
import { ColumnSettings } from "@/shared/table/ColumnSettings";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { useCarriedPath } from "@/shared/url/params";
import { ViewMenu } from "@/shared/views/ViewMenu";
import { overviewCsv, useOverview } from "../api/getOverview";
import { Balances } from "./Balances";
import { CreateDialog } from "./CreateDialog";
import { COLUMNS, FIRST_SORT, filled } from "./columns";
import { Filters } from "./Filters";
import styles from "./list.module.css";
import { COMPARED, OperatorsTable } from "./OperatorsTable";
import { Rates } from "./Rates";
import { isFiltered } from "./state";
import { SURFACE, useList } from "./useList";
import "../messages";

const SEARCH_ID = "operators-search";

export function OperatorsPage() {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const scope = useScope();
  const navigate = useNavigate();
  const carried = useCarriedPath();
  const mayCreate = usePermitted("operators.manage");
  const { search, state, patch, arriving, density, views, ...list } = useList();
  const [creating, setCreating] = useState(false);
  const [selection, setSelection] = useState<string[]>([]);
  const period = readPeriod(search, scope.timezone, new Date(), "last7");
  const companyId = scope.company?.id ?? scope.operators[0]?.company_id ?? "";
  const ask = {
    companyId,
    from: period.from,
    to: period.to,
    compare: state.compare,
    currency: state.money,
    status: state.statuses,
    jurisdiction: state.jurisdictions,
    q: state.q,
    sort: state.sort,
  };
  const overview = useOverview(ask, !arriving);
  const data = overview.data;
  const columns = filled(list.columns, data?.missing ?? []);
  const names = new Map(data?.items.map(({ operator }) => [operator.id, operator.name]));
  const picked = selection.filter((id) => names.has(id));
  const compared =
    data?.previous_from && data.previous_to
      ? t("compared", {
          period: format.range(period.from, period.to),
          previous: format.range(data.previous_from, data.previous_to),
        })
      : format.range(period.from, period.to);

  return (
    <Page
      title={t("title")}
      subtitle={`${scope.company?.name ?? scope.name} · ${compared} · ${t("ownDays")}`}
      actions={
        <>
          <ViewMenu
            surface={SURFACE}
            standard={t("views.standard")}
            columns={list.columns}
            personal={false}
            {...views}
          />
          <Button icon={<DownloadOutlined />} href={overviewCsv(ask)} download>
            {t("export")}
          </Button>
          <ColumnSettings
            offered={COLUMNS}
            columns={list.columns}
            nameOf={(column) => t(`column.${column}`)}
            onColumns={list.setColumns}
            onReset={list.resetColumns}
            ofView={state.columns !== null}
            density={density.value}
            onDensity={density.set}
          />
          {mayCreate ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t("create.open")}
            </Button>
          ) : null}
        </>
      }
    >
      <Filters
        state={state}
        jurisdictions={(data?.items ?? []).flatMap(({ operator }) => operator.jurisdiction ?? [])}
        reporting={scope.company?.currency ?? ""}
        period={period}
        zone={scope.timezone}
        searchId={SEARCH_ID}
        onChange={patch}
      />
      {overview.isError ? <Problem error={overview.error} onRetry={() => void overview.refetch()} /> : null}
      <MissingParts missing={data?.missing} />
      {overview.isError && !data ? null : (
        <Card flush>
          <OperatorsTable
            overview={data}
            stale={overview.isPlaceholderData}
            loading={overview.isPending}
            columns={columns}
            density={density.value}
            sort={state.sort}
            onSort={(sort) => patch({ sort: sort === FIRST_SORT ? null : sort })}
            selection={picked}
            onSelect={setSelection}
            searchId={SEARCH_ID}
            empty={
              isFiltered(state) ? (
                <Blank icon={<ShopOutlined />} title={t("empty.filtered")}>
                  <Button onClick={() => patch({ q: null, status: null, jurisdiction: null })}>
                    {t("filter.clear")}
                  </Button>
                </Blank>
              ) : (
                <Blank icon={<ShopOutlined />} title={t("empty.none")}>
                  {t("empty.noneDetail")}
                </Blank>
              )
            }
          />
        </Card>
      )}
      {/* Below the table, so that ticking the first row moves no other; it sticks to the end of the window. */}
      {picked.length > 0 ? (
        <div className={styles.picked} role="region" aria-label={t("compare.choose")}>
          <span aria-live="polite">
            {picked.length < COMPARED
              ? t("compare.another", { operator: names.get(picked[0] ?? "") })
              : picked.map((id) => names.get(id)).join(" · ")}
          </span>
          <Button
            type="primary"
            icon={<SwapOutlined />}
            disabled={picked.length < COMPARED}
            onClick={() => {
              const [a = "", b = ""] = picked;
              const path = carried("/operators/compare");
              void navigate(`${path}${path.includes("?") ? "&" : "?"}${compareParams(search, a, b)}`);
            }}
          >
            {t("compare.go")}
          </Button>
          <Button onClick={() => setSelection([])}>{t("compare.none")}</Button>
        </div>
      ) : null}
      {data ? <Rates currency={data.currency} /> : null}
      {data && !data.missing.includes("players") && data.items.length > 0 ? <Balances items={data.items} /> : null}
      <p className={`${styles.foot} ${styles.keys}`}>{t("keys")}</p>
      {creating ? <CreateDialog companyId={companyId} onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

/** The two, and the days for which they were looked at. */
function compareParams(search: URLSearchParams, a: string, b: string): string {
  const params = new URLSearchParams({ a, b });
  for (const name of ["period", "from", "to", "compare"]) {
    const value = search.get(name);
    if (value) params.set(name, value);
  }
  return params.toString();
}
