/** Amounts to type, at most one for each currency. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { CURRENCY_CODES } from "@/shared/format/currency";
import { useFormat } from "@/shared/format/useFormat";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "./AmountRows.module.css";
import { type AmountFault, type AmountRow, faultOf, newRow } from "./rows";

/** What the fields are called; the texts belong to what the amounts are for. */
interface Words {
  none: string;
  currency: string;
  amount: (currency: string) => string;
  remove: (currency: string) => string;
  add: string;
  fault: (fault: AmountFault, currency: string) => string;
}

interface Props {
  rows: readonly AmountRow[];
  onChange: (rows: AmountRow[]) => void;
  /** The currency that a new row begins with while it is free. */
  usual: string;
  /** What cannot be read is said. */
  checked: boolean;
  words: Words;
}

export function AmountRows({ rows, onChange, usual, checked, words }: Props) {
  const format = useFormat();
  const free = CURRENCY_CODES.filter((code) => !rows.some((row) => row.currency === code));
  const change = (key: number, patch: Partial<AmountRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  return (
    <div className={styles.rows}>
      {rows.length === 0 ? <span className={styles.faint}>{words.none}</span> : null}
      {rows.map((row) => {
        const fault = checked ? faultOf(row, format.locale) : null;
        return (
          <div key={row.key}>
            <div className={styles.row}>
              <Select
                aria-label={words.currency}
                showSearch
                value={row.currency}
                options={[row.currency, ...free].map((value) => ({ value, label: value }))}
                onChange={(currency: string) => change(row.key, { currency })}
              />
              <Input
                aria-label={words.amount(row.currency)}
                inputMode="decimal"
                autoComplete="off"
                value={row.amount}
                {...(fault ? { status: "error" as const, "aria-invalid": true } : {})}
                onChange={(event) => change(row.key, { amount: event.target.value })}
              />
              <IconButton
                label={words.remove(row.currency)}
                icon={<DeleteOutlined />}
                onClick={() => onChange(rows.filter((each) => each.key !== row.key))}
              />
            </div>
            {fault ? (
              <span className={styles.fault} role="alert">
                {words.fault(fault, row.currency)}
              </span>
            ) : null}
          </div>
        );
      })}
      <span>
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => onChange([...rows, newRow(free.includes(usual) ? usual : (free[0] ?? ""), "")])}
        >
          {words.add}
        </Button>
      </span>
    </div>
  );
}
