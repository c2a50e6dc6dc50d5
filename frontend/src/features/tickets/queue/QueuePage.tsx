/** The queue of support tickets: what is mine, what nobody has, what is due; filtered from the address. */
import { PlusOutlined, SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { Badge, Button, type InputRef, Select, Tabs } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { useOperator } from "@/shared/scope/ScopeContext";
import { usePermitted } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { IconButton } from "@/shared/ui/IconButton";
import { Page } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useSizedPaging } from "@/shared/ui/useSizedPaging";
import { useCarriedPath, usePatchParams } from "@/shared/url/params";
import { ViewMenu } from "@/shared/views/ViewMenu";
import { useTicketCounts } from "../api/getCounts";
import { useAssignees } from "../api/listAssignees";
import { useTickets } from "../api/listTickets";
import { useTicketSettings } from "../api/settings";
import { useKeys } from "../keys";
import { NewTicketDialog } from "../opening/NewTicketDialog";
import { SettingsDialog } from "../settings/SettingsDialog";
import styles from "../Tickets.module.css";
import { TicketsTable } from "../TicketsTable";
import { PRIORITIES } from "../types";
import { useCategoryName } from "../Words";
import { ABOUT_ANYBODY, askOf, countOf, isFiltered, readQueue, SORTS, VIEWS } from "./state";
import { SURFACE, useSaved } from "./useSaved";
import "../messages";

export function QueuePage() {
  const { t } = useTranslation("tickets");
  const format = useFormat();
  const operator = useOperator();
  const mayWrite = usePermitted("tickets.write");
  const mayManage = usePermitted("tickets.manage");
  const navigate = useNavigate();
  const carried = useCarriedPath();
  const categoryName = useCategoryName();
  const [search, patch] = usePatchParams();
  const state = readQueue(search, mayWrite);
  const { arriving, ...saved } = useSaved(state, mayWrite);
  const paging = useSizedPaging("tickets.size", "50");
  const [dialog, setDialog] = useState<"new" | "settings" | null>(null);
  const [active, setActive] = useState<number | null>(null);
  const field = useRef<InputRef>(null);
  const counts = useTicketCounts(operator.id);
  const assignees = useAssignees(operator.id);
  const settings = useTicketSettings(operator.id);
  const tickets = useTickets({ ...askOf(state, operator.id), cursor: paging.cursor, limit: paging.limit }, !arriving);
  const rows = tickets.data?.items ?? [];
  const set = (changes: Record<string, string | null>) => {
    setActive(null);
    patch({ ...changes, cursor: null });
  };
  const here = active === null ? undefined : rows[active];
  const step = (by: number) => {
    if (rows.length > 0) setActive((now) => Math.min(rows.length - 1, Math.max(0, (now ?? (by > 0 ? -1 : 0)) + by)));
  };
  const open = () => here && void navigate(carried(`/tickets/${here.id}`));
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => open(),
    o: () => open(),
    n: () => mayWrite && setDialog("new"),
    "/": () => field.current?.focus(),
  });
  useEffect(() => {
    if (here) document.querySelector(`[data-ticket="${here.id}"]`)?.scrollIntoView({ block: "nearest" });
  }, [here]);

  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle", { operator: operator.name })}
      actions={
        <>
          <ViewMenu surface={SURFACE} standard={t("saved.standard")} columns={null} personal={false} {...saved} />
          {mayManage ? (
            <IconButton
              label={t("settings.title")}
              type="default"
              icon={<SettingOutlined />}
              onClick={() => setDialog("settings")}
            />
          ) : null}
          {mayWrite ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog("new")}>
              {t("new.open")}
            </Button>
          ) : null}
        </>
      }
    >
      <Tabs
        // Counts make tabs wider, and the mark of the chosen one would stay where it was.
        key={counts.data ? "counted" : "bare"}
        activeKey={state.view}
        onChange={(view) => set({ view })}
        items={VIEWS.map((view) => {
          const count = countOf(view, counts.data);
          return {
            key: view,
            label: (
              <span className={styles.tab}>
                {t(`view.${view}`)}
                {count === null ? null : (
                  <Badge
                    count={count}
                    overflowCount={9999}
                    showZero
                    className={styles.count ?? ""}
                    data-alarm={view === "breached" && count > 0}
                    title={t("view.count", { count, formatted: format.count(count) })}
                  />
                )}
              </span>
            ),
          };
        })}
      />
      <search className={styles.bar} aria-label={t("filter.label")}>
        <DebouncedInput
          ref={field}
          aria-label={t("filter.q")}
          placeholder={t("filter.q")}
          prefix={<SearchOutlined />}
          className={styles.text ?? ""}
          value={state.q}
          onSettled={(q) => set({ q })}
        />
        <Select
          mode="multiple"
          aria-label={t("column.priority")}
          placeholder={t("column.priority")}
          className={styles.choice ?? ""}
          maxTagCount="responsive"
          allowClear
          value={state.priorities}
          options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
          onChange={(chosen) => set({ priority: chosen.join(",") })}
        />
        <Select
          aria-label={t("column.category")}
          placeholder={t("column.category")}
          className={styles.choice ?? ""}
          allowClear
          value={state.category}
          options={(settings.data?.settings.categories ?? []).map((value) => ({ value, label: categoryName(value) }))}
          onChange={(value: string | undefined) => set({ category: value ?? null })}
        />
        {ABOUT_ANYBODY.includes(state.view) ? (
          <Select
            aria-label={t("column.assignee")}
            placeholder={t("column.assignee")}
            className={styles.choice ?? ""}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={state.assignee}
            options={[
              { value: "me", label: t("me") },
              { value: "none", label: t("nobody") },
              ...(assignees.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(value: string | undefined) => set({ assignee: value ?? null })}
          />
        ) : null}
        <Select
          aria-label={t("filter.sort")}
          className={styles.choice ?? ""}
          value={state.sort}
          options={SORTS.map((value) => ({ value, label: t(`sort.${value.replace("-", "by_")}`) }))}
          onChange={(sort) => set({ sort })}
        />
        {isFiltered(state) ? (
          <Button type="link" onClick={() => set({ q: null, priority: null, category: null, assignee: null })}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </search>
      {tickets.isError ? <Problem error={tickets.error} onRetry={() => void tickets.refetch()} /> : null}
      <Card flush>
        <TicketsTable
          label={t("title")}
          tickets={tickets.data?.items}
          loading={tickets.isPending || tickets.isPlaceholderData}
          zone={operator.timezone}
          active={active}
          empty={
            tickets.isError ? null : (
              <Blank title={t(isFiltered(state) ? "empty.filtered" : `empty.${state.view}`)}>
                {isFiltered(state) ? t("empty.filteredDetail") : null}
              </Blank>
            )
          }
        />
      </Card>
      <CursorPager page={tickets.data} busy={tickets.isPlaceholderData} paging={paging} />
      <p className={styles.hint}>{t("keys.queue")}</p>
      {dialog === "new" ? (
        <NewTicketDialog operator={operator} playerId={null} onClose={() => setDialog(null)} />
      ) : null}
      {dialog === "settings" ? <SettingsDialog operator={operator} onClose={() => setDialog(null)} /> : null}
    </Page>
  );
}
