/** The columns of movements, wherever they are listed. */
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { BalanceMovement } from "@/shared/api/types";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import { usePlayerView } from "../PlayerContext";

export function useMovementColumns(): TableColumnsType<BalanceMovement> {
  const { t } = useTranslation("player");
  const { zone } = usePlayerView();
  return [
    {
      key: "when",
      title: t("movement.when"),
      render: (_, row) => <InstantText at={row.occurred_at} zone={zone} seconds />,
    },
    {
      key: "kind",
      title: t("movement.kind"),
      render: (_, row) => (
        <>
          {t(`movement.type.${row.kind}`, { defaultValue: row.kind })}
          {row.method ? ` · ${row.method}` : ""}
        </>
      ),
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
  ];
}
