/** Every movement of a player's balances, with the balance before and after it. */
import { Select, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { type BalanceMovement, MOVEMENT_KINDS, type Operator } from "@/shared/api/types";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useBalanceHistory } from "../api/listBalanceHistory";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

interface Props {
  playerId: string;
  operator: Operator;
  currencies: readonly string[];
}

export function BalanceTab({ playerId, operator, currencies }: Props) {
  const { t } = useTranslation("players");
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const kind = MOVEMENT_KINDS.find((each) => each === search.get("kind")) ?? null;
  const currency = currencies.find((each) => each === search.get("currency")) ?? null;
  const movements = useBalanceHistory({
    operatorId: operator.id,
    playerId,
    kind,
    currency,
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  const zone = operator.timezone;
  const columns: TableColumnsType<BalanceMovement> = [
    {
      key: "when",
      title: t("movement.when"),
      render: (_, row) => <InstantText at={row.occurred_at} zone={zone} seconds />,
    },
    {
      key: "kind",
      title: t("movement.kind"),
      render: (_, row) => t(`movement.type.${row.kind}`, { defaultValue: row.kind }),
    },
    {
      key: "amount",
      title: t("movement.amount"),
      align: "right",
      render: (_, row) => <MoneyText value={row.amount} signed />,
    },
    {
      key: "before",
      title: t("movement.before"),
      align: "right",
      render: (_, row) => <MoneyText value={row.balance_before} />,
    },
    {
      key: "after",
      title: t("movement.after"),
      align: "right",
      render: (_, row) => <MoneyText value={row.balance_after} />,
    },
    {
      key: "reference",
      title: t("movement.reference"),
      render: (_, row) => (row.reference ? <code>{row.reference}</code> : "–"),
    },
  ];
  return (
    <PagedTable<BalanceMovement>
      label={t("tab.balance")}
      query={movements}
      paging={paging}
      columns={columns}
      rowKey="id"
      empty={t("movement.none")}
      filters={
        <>
          <Select
            aria-label={t("movement.filter")}
            placeholder={t("movement.filter")}
            allowClear
            value={kind}
            options={MOVEMENT_KINDS.map((value) => ({ value, label: t(`movement.type.${value}`) }))}
            onChange={(value: string | undefined) => patch({ kind: value ?? null, cursor: null })}
          />
          {currencies.length > 1 ? (
            <Select
              aria-label={t("filter.currency")}
              placeholder={t("filter.currency")}
              allowClear
              value={currency}
              options={currencies.map((value) => ({ value, label: value }))}
              onChange={(value: string | undefined) => patch({ currency: value ?? null, cursor: null })}
            />
          ) : null}
        </>
      }
    />
  );
}
