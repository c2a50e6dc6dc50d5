/** Every movement of a player's balances, with the balance before and after it, and whether the lines add up. */
import { Button, Select, Tag } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type BalanceMovement, MOVEMENT_KINDS } from "@/shared/api/types";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useBalanceHistory } from "../../api/listBalanceHistory";
import { checkPage, readLine } from "../ledger";
import { usePlayerView } from "../PlayerContext";
import { DaysFilter, useDays } from "./DaysFilter";
import styles from "./history.module.css";
import { LedgerCheck, PageCheckLine } from "./LedgerCheck";
import { useMovementColumns } from "./MovementLines";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

export function BalanceTab() {
  const { t } = useTranslation("player");
  const { operator, player, profile } = usePlayerView();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const days = useDays();
  const currencies = profile.balances?.map((balance) => balance.currency) ?? [];
  const asked = search.get("kind")?.split(",") ?? [];
  const kinds = MOVEMENT_KINDS.filter((each) => asked.includes(each));
  const currency = currencies.find((each) => each === search.get("currency")) ?? null;
  const reference = search.get("ref");
  const line = readLine(search.get("line"));
  const movements = useBalanceHistory({
    operatorId: operator.id,
    playerId: player.id,
    kind: kinds,
    currency,
    reference,
    line,
    from: days.from,
    until: days.until,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  // A kind, a reference or a number leaves lines out, so that neighbours on the screen are none in the ledger.
  const whole = kinds.length === 0 && !reference && !line;
  const items = movements.data?.items;
  const check = useMemo(() => checkPage(items ?? [], whole), [items, whole]);
  const columns = useMovementColumns();
  const set = (changes: Record<string, string | null>) => patch({ ...changes, cursor: null });
  const filtered = kinds.length > 0 || currency !== null || !!reference || !!line || days.filtered;
  return (
    <>
      <LedgerCheck />
      <PagedTable<BalanceMovement>
        label={t("tab.balance")}
        query={movements}
        paging={paging}
        rowKey="id"
        rowClass={(row) => (check.faults.has(row.id) ? "fault" : "")}
        empty={t(filtered ? "filter.nothing" : "movement.none")}
        columns={[
          { key: "line", title: t("movement.line"), render: (_, row) => <code>{row.id}</code> },
          ...columns,
          {
            key: "reference",
            title: t("movement.reference"),
            render: (_, row) => (row.reference ? <code>{row.reference}</code> : "–"),
          },
        ]}
        filters={
          <>
            <Select
              mode="multiple"
              aria-label={t("movement.filter")}
              placeholder={t("movement.filter")}
              className={styles.kinds ?? ""}
              allowClear
              maxTagCount="responsive"
              value={kinds}
              options={MOVEMENT_KINDS.map((value) => ({ value, label: t(`movement.type.${value}`) }))}
              onChange={(values: string[]) => set({ kind: values.join(",") || null })}
            />
            {currencies.length > 1 ? (
              <Select
                aria-label={t("filter.currency")}
                placeholder={t("filter.currency")}
                allowClear
                value={currency}
                options={currencies.map((value) => ({ value, label: value }))}
                onChange={(value: string | undefined) => set({ currency: value ?? null })}
              />
            ) : null}
            <DaysFilter />
            <DebouncedInput
              className={styles.text ?? ""}
              aria-label={t("movement.reference")}
              placeholder={t("movement.reference")}
              value={reference ?? ""}
              onSettled={(value) => set({ ref: value || null })}
            />
            {line ? <Tag>{t("movement.onlyLine", { line })}</Tag> : null}
            {filtered ? (
              <Button
                type="link"
                onClick={() => set({ kind: null, currency: null, ref: null, line: null, from: null, to: null })}
              >
                {t("filter.clear")}
              </Button>
            ) : null}
            <span className={styles.end}>
              <PageCheckLine check={check} whole={whole} rows={items?.length ?? 0} />
            </span>
          </>
        }
      />
    </>
  );
}
