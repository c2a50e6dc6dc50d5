/** Up to how much one person may credit or debit alone, per currency. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Modal, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAdjustmentLimits } from "@/shared/adjustment/api/getAdjustmentLimits";
import type { AdjustmentLimits } from "@/shared/adjustment/types";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { isStale } from "@/shared/decision/stale";
import { CURRENCY_CODES } from "@/shared/format/currency";
import { useFormat } from "@/shared/format/useFormat";
import { usePermitted } from "@/shared/session/SessionContext";
import { IconButton } from "@/shared/ui/IconButton";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Problem } from "@/shared/ui/Problem";
import styles from "./ApprovalsPage.module.css";
import { useSetLimits } from "./api/setLimits";
import { faultOf, type LimitRow, readRows } from "./limits";

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

let rowCount = 0;
function newRow(currency: string, amount: string): LimitRow {
  rowCount += 1;
  return { key: rowCount, currency, amount };
}

function EditLimits({ operator, limits, onClose }: Props & { limits: AdjustmentLimits }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const [revision, setRevision] = useState<number | null>(limits.revision);
  const [rows, setRows] = useState<LimitRow[]>(() =>
    limits.limits.length > 0
      ? limits.limits.map((limit) => newRow(limit.currency, format.amount(limit.amount)))
      : [newRow(operator.currency, "")],
  );
  const [checked, setChecked] = useState(false);
  const id = useRequestId();
  const set = useSetLimits(operator.id);
  const change = (key: number, patch: Partial<LimitRow>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const free = CURRENCY_CODES.filter((code) => !rows.some((row) => row.currency === code));
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
      <div className={styles.rows}>
        {rows.length === 0 ? <span className={styles.faint}>{t("limits.none")}</span> : null}
        {rows.map((row) => {
          const fault = checked ? faultOf(row, format.locale) : null;
          return (
            <div key={row.key}>
              <div className={styles.row}>
                <Select
                  aria-label={t("limits.currency")}
                  showSearch
                  value={row.currency}
                  options={[row.currency, ...free].map((value) => ({ value, label: value }))}
                  onChange={(currency: string) => change(row.key, { currency })}
                />
                <Input
                  aria-label={t("limits.amount", { currency: row.currency })}
                  inputMode="decimal"
                  autoComplete="off"
                  value={row.amount}
                  {...(fault ? { status: "error" as const, "aria-invalid": true } : {})}
                  onChange={(event) => change(row.key, { amount: event.target.value })}
                />
                <IconButton
                  label={t("limits.remove", { currency: row.currency })}
                  icon={<DeleteOutlined />}
                  onClick={() => setRows(rows.filter((each) => each.key !== row.key))}
                />
              </div>
              {fault ? (
                <span className={styles.fault} role="alert">
                  {t(`limits.fault.${fault}`, { currency: row.currency })}
                </span>
              ) : null}
            </div>
          );
        })}
        <span>
          <Button
            type="dashed"
            icon={<PlusOutlined />}
            onClick={() =>
              setRows([...rows, newRow(free.includes(operator.currency) ? operator.currency : (free[0] ?? ""), "")])
            }
          >
            {t("limits.add")}
          </Button>
        </span>
      </div>
    </DecisionDialog>
  );
}
