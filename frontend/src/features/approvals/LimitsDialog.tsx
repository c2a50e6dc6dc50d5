/** Up to how much one person may credit or debit alone, per currency. */
import { App, Form, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAdjustmentLimits } from "@/shared/adjustment/api/getAdjustmentLimits";
import type { AdjustmentLimits } from "@/shared/adjustment/types";
import { AmountRows } from "@/shared/amounts/AmountRows";
import { type AmountRow, newRow, readRows } from "@/shared/amounts/rows";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { isStale } from "@/shared/decision/stale";
import { useFormat } from "@/shared/format/useFormat";
import { usePermitted } from "@/shared/session/SessionContext";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Problem } from "@/shared/ui/Problem";
import { useSetLimits } from "./api/setLimits";

interface Props {
  operator: Operator;
  onClose: () => void;
}

export function LimitsDialog({ operator, onClose }: Props) {
  const { t } = useTranslation("approvals");
  const { t: shared } = useTranslation("shared");
  const limits = useAdjustmentLimits(operator.id);
  const permitted = usePermitted("players.settings");
  if (limits.data && permitted) return <EditLimits operator={operator} limits={limits.data} onClose={onClose} />;
  return (
    <Modal
      open
      title={t("limits.title", { operator: operator.name })}
      footer={null}
      closable={{ "aria-label": shared("close") }}
      onCancel={onClose}
    >
      {limits.isError ? <Problem error={limits.error} onRetry={() => void limits.refetch()} /> : null}
      {limits.isPending ? <Skeleton active paragraph={{ rows: 3 }} /> : null}
      {limits.data ? (
        <>
          <p>{t("limits.detail")}</p>
          {limits.data.limits.length === 0 ? <p>{t("limits.none")}</p> : null}
          <ul>
            {limits.data.limits.map((limit) => (
              <li key={limit.currency}>
                <MoneyText value={limit} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Modal>
  );
}

function EditLimits({ operator, limits, onClose }: Props & { limits: AdjustmentLimits }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const [revision, setRevision] = useState<number | null>(limits.revision);
  const [rows, setRows] = useState<AmountRow[]>(() =>
    limits.limits.length > 0
      ? limits.limits.map((limit) => newRow(limit.currency, format.amount(limit.amount)))
      : [newRow(operator.currency, "")],
  );
  const [checked, setChecked] = useState(false);
  const id = useRequestId();
  const set = useSetLimits(operator.id);
  return (
    <DecisionDialog
      title={t("limits.title", { operator: operator.name })}
      detail={t("limits.detail")}
      confirm={t("limits.confirm")}
      form={form}
      zone={operator.timezone}
      pending={set.isPending}
      error={set.error}
      onClose={onClose}
      onConfirm={({ reason }) => {
        setChecked(true);
        const read = readRows(rows, format.locale);
        if (!read) return;
        set.mutate(
          { limits: read, reason, revision: revision ?? limits.revision, requestId: id.id },
          {
            onSuccess: () => {
              void message.success(t("limits.done"));
              onClose();
            },
            onError: (error) => {
              id.failed(error);
              if (isStale(error)) setRevision(null);
            },
          },
        );
      }}
    >
      <AmountRows
        rows={rows}
        onChange={setRows}
        usual={operator.currency}
        checked={checked}
        words={{
          none: t("limits.none"),
          currency: t("limits.currency"),
          amount: (currency) => t("limits.amount", { currency }),
          remove: (currency) => t("limits.remove", { currency }),
          add: t("limits.add"),
          fault: (fault, currency) => t(`limits.fault.${fault}`, { currency }),
        }}
      />
    </DecisionDialog>
  );
}
