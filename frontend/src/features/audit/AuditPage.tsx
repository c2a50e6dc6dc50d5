/** Audit logs: every privileged action in scope, filtered from the address, each entry with its proof. */
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, DatePicker, Drawer, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { useScope } from "@/shared/scope/ScopeContext";
import { useCheckpoint } from "@/shared/trail/api/getCheckpoint";
import { useAuditEvents } from "@/shared/trail/api/listAuditEvents";
import { CheckpointFacts } from "@/shared/trail/CheckpointFacts";
import { EventDrawer } from "@/shared/trail/EventDrawer";
import { EventsTable } from "@/shared/trail/EventsTable";
import { choices, KNOWN_ACTIONS, KNOWN_TARGET_TYPES } from "@/shared/trail/vocabulary";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { Page } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useSizedPaging } from "@/shared/ui/useSizedPaging";
import { usePatchParams } from "@/shared/url/params";
import styles from "./AuditPage.module.css";
import { FILTERS, type Filter, instants, OUTCOMES, readFilters } from "./filters";
import "./messages";

export function AuditPage() {
  const { t } = useTranslation("audit");
  const { t: trail } = useTranslation("trail");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const scope = useScope();
  const [search, patch] = usePatchParams();
  const filters = readFilters(search);
  const paging = useSizedPaging("audit.size", "50");
  const [checkpointOpen, setCheckpointOpen] = useState(false);
  const checkpoint = useCheckpoint();
  const zone = scope.timezone;
  const events = useAuditEvents({
    operatorId: scope.kind === "operator" ? scope.operators[0]?.id : null,
    companyId: scope.kind === "company" ? scope.company?.id : null,
    ...instants(filters, zone),
    action: filters.action,
    actorId: filters.actor,
    targetType: filters.target_type,
    targetId: filters.target,
    outcome: filters.outcome,
    cursor: paging.cursor,
    limit: paging.limit,
  });
  const set = (changes: Partial<Record<Filter, string | null>>) => patch({ ...changes, cursor: null });
  const page = events.data?.items ?? [];
  const filtered = FILTERS.some((name) => filters[name]);
  const text = (name: Filter, label: string) => (
    <DebouncedInput
      aria-label={label}
      placeholder={label}
      className={styles.text ?? ""}
      value={filters[name] ?? ""}
      onSettled={(value) => set({ [name]: value })}
    />
  );

  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle", { zone: format.zone(zone) })}
      actions={
        <Button icon={<SafetyCertificateOutlined />} onClick={() => setCheckpointOpen(true)}>
          {checkpoint.data ? t("checkpointOpen", { size: format.count(checkpoint.data.size) }) : t("checkpoint")}
        </Button>
      }
    >
      <search className={styles.filters} aria-label={t("filters")}>
        <DatePicker.RangePicker
          className={styles.range ?? ""}
          aria-label={t("filter.period")}
          value={[filters.from ? dayjs(filters.from) : null, filters.to ? dayjs(filters.to) : null]}
          placeholder={[t("filter.from"), t("filter.to")]}
          allowEmpty={[true, true]}
          onChange={(range) =>
            set({ from: range?.[0]?.format("YYYY-MM-DD") ?? null, to: range?.[1]?.format("YYYY-MM-DD") ?? null })
          }
        />
        <Select
          aria-label={t("filter.action")}
          placeholder={t("filter.action")}
          className={styles.action ?? ""}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          popupMatchSelectWidth={340}
          value={filters.action}
          options={choices(
            KNOWN_ACTIONS,
            page.map((event) => event.action),
            filters.action,
          ).map((value) => ({
            value,
            label: trail(`action.${value}`, { defaultValue: value }),
          }))}
          onChange={(value: string | undefined) => set({ action: value ?? null })}
        />
        {text("actor", t("filter.actor"))}
        <Select
          aria-label={t("filter.targetType")}
          placeholder={t("filter.targetType")}
          className={styles.short ?? ""}
          allowClear
          value={filters.target_type}
          options={choices(
            KNOWN_TARGET_TYPES,
            page.flatMap((event) => event.target?.type ?? []),
            filters.target_type,
          ).map((value) => ({ value, label: trail(`targetType.${value}`, { defaultValue: value }) }))}
          onChange={(value: string | undefined) => set({ target_type: value ?? null })}
        />
        {text("target", t("filter.targetId"))}
        <Select
          aria-label={t("filter.outcome")}
          className={styles.short ?? ""}
          placeholder={t("filter.outcome")}
          allowClear
          value={filters.outcome}
          options={OUTCOMES.map((value) => ({ value, label: shared(`outcome.${value}`) }))}
          onChange={(value: string | undefined) => set({ outcome: value ?? null })}
        />
        {filtered ? (
          <Button type="link" onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </search>
      {events.isError ? <Problem error={events.error} onRetry={() => void events.refetch()} /> : null}
      <Card flush>
        <EventsTable
          label={t("list")}
          events={events.data?.items}
          loading={events.isPending || events.isPlaceholderData}
          zone={zone}
          onOpen={(event) => patch({ event })}
        />
      </Card>
      <CursorPager page={events.data} busy={events.isPlaceholderData} paging={paging} />
      <EventDrawer id={search.get("event")} zone={zone} onClose={() => patch({ event: null })} />
      <Drawer
        open={checkpointOpen}
        onClose={() => setCheckpointOpen(false)}
        title={t("checkpoint")}
        size={560}
        closable={{ "aria-label": shared("close") }}
        destroyOnHidden
      >
        <CheckpointFacts zone={zone} />
      </Drawer>
    </Page>
  );
}
