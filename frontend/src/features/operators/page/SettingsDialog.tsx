/** Changes the settings of an operator; when somebody else was faster nothing typed is lost. */
import { App, AutoComplete, Button, Form, Input, Select } from "antd";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { AmountRows } from "@/shared/amounts/AmountRows";
import { newRow, readRows } from "@/shared/amounts/rows";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { isStale } from "@/shared/decision/stale";
import { countryOptions } from "@/shared/format/countries";
import { CURRENCY_CODES } from "@/shared/format/currency";
import { useFormat } from "@/shared/format/useFormat";
import { useOperatorWrite } from "../api/writeOperator";
import { useFieldName } from "../Words";
import { zoneOptions } from "../zones";
import { AddressesField } from "./AddressesField";
import { useShown } from "./OperatorContext";
import styles from "./page.module.css";
import { changesOf, type Draft, differing, draftOf, merge, SETTINGS, type Setting } from "./settings";

/** The thresholds are rows of their own beside the form. */
type Values = Omit<Draft, "balance_thresholds">;

/** Offered first; any other tag can be typed. */
const LANGUAGES = ["en", "pt-BR", "es", "de", "fr", "it", "pl", "tr", "fi", "sv", "no", "ja"];

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const { message } = App.useApp();
  const operator = useShown();
  const [form] = Form.useForm<Values & { reason: string }>();
  // What the typing started from; a newer state replaces it only when the person says so.
  const [base, setBase] = useState(operator);
  const rowsOf = (draft: Draft) =>
    draft.balance_thresholds.map((limit) => newRow(limit.currency, format.amount(limit.amount)));
  const [rows, setRows] = useState(() => rowsOf(draftOf(operator)));
  const [checked, setChecked] = useState(false);
  const [conflicts, setConflicts] = useState<readonly Setting[]>([]);
  const [unchanged, setUnchanged] = useState(false);
  const request = useRequestId();
  const fieldName = useFieldName();
  const write = useOperatorWrite(operator.id);
  const zones = useMemo(() => zoneOptions(format.zone, operator.timezone), [format, operator.timezone]);
  const places = useMemo(
    () => countryOptions(format.locale).map(({ value, label }) => ({ value, label: `${label} (${value})` })),
    [format.locale],
  );
  const seen = draftOf(base);

  const typed = (values: Values): Draft | null => {
    const thresholds = readRows(rows, format.locale);
    return thresholds && { ...seen, ...values, balance_thresholds: thresholds };
  };
  const takeNewest = () => {
    const draft = typed(form.getFieldsValue());
    setChecked(true);
    if (!draft) return;
    const merged = merge(seen, draftOf(operator), draft);
    setBase(operator);
    setConflicts(merged.conflicts);
    setRows(rowsOf(merged.draft));
    const { balance_thresholds: _, ...values } = merged.draft;
    form.setFieldsValue(values as Parameters<typeof form.setFieldsValue>[0]);
    write.reset();
  };
  const submit = ({ reason, ...values }: Values & { reason: string }) => {
    setChecked(true);
    const draft = typed(values);
    if (!draft) return;
    const none = differing(seen, draft).length === 0;
    setUnchanged(none);
    if (none) return;
    write.mutate(
      { kind: "change", changes: changesOf(seen, draft), reason, revision: base.revision, requestId: request.id },
      {
        onSuccess: (changed) => {
          void message.success(t("settings.done", { operator: changed.name }));
          onClose();
        },
        onError: request.failed,
      },
    );
  };

  const item = (setting: keyof Values, input: ReactElement, extra?: string) => (
    <Form.Item
      name={setting}
      label={t(`field.${setting}`)}
      extra={conflicts.includes(setting) ? t("settings.both", { value: shown(setting) }) : extra}
      {...(conflicts.includes(setting) ? { validateStatus: "warning" as const } : {})}
      rules={setting === "name" ? [{ required: true, whitespace: true, message: t("needed.name") }] : []}
    >
      {input}
    </Form.Item>
  );
  const shown = (setting: keyof Values) => {
    const value = seen[setting];
    return (typeof value === "string" ? value : value.join(", ")) || "–";
  };

  return (
    <DecisionDialog<Values>
      title={t("settings.title", { operator: operator.name })}
      confirm={t("settings.confirm")}
      form={form}
      initial={draftOf(operator)}
      fields={SETTINGS.filter((setting) => setting !== "balance_thresholds")}
      zone={operator.timezone}
      width={720}
      pending={write.isPending}
      error={write.error}
      fieldName={fieldName}
      moot={isStale(write.error)}
      advice={
        <Button type="primary" onClick={takeNewest} disabled={operator.revision === base.revision}>
          {t("settings.takeNewest")}
        </Button>
      }
      onClose={onClose}
      onConfirm={submit}
    >
      {unchanged ? <p role="alert">{t("settings.nothing")}</p> : null}
      <div className={styles.grid}>
        {item("name", <Input autoFocus autoComplete="off" maxLength={100} />)}
        {item(
          "timezone",
          <Select showSearch={{ optionFilterProp: "label" }} options={zones} />,
          base.status === "pending" ? undefined : t("settings.zoneHint"),
        )}
        {item(
          "currency",
          <Select
            showSearch
            disabled={base.status !== "pending"}
            options={[...new Set([operator.currency, ...CURRENCY_CODES])].map((value) => ({ value, label: value }))}
          />,
          base.status === "pending" ? undefined : t("settings.currencyFixed"),
        )}
        {item(
          "jurisdiction",
          <AutoComplete
            allowClear
            options={places}
            showSearch={{
              filterOption: (text, option) =>
                (option?.label ?? "").toLocaleLowerCase().includes(text.toLocaleLowerCase()),
            }}
          />,
          t("settings.jurisdictionHint"),
        )}
        {item("licence", <Input autoComplete="off" maxLength={100} />)}
        {item(
          "languages",
          <Select
            mode="tags"
            tokenSeparators={[",", " "]}
            options={LANGUAGES.map((value) => ({ value, label: `${format.language(value)} (${value})` }))}
          />,
          t("settings.languagesHint"),
        )}
      </div>
      {item("allowed_ips", <AddressesField />, t("settings.ipsHint"))}
      <fieldset className={styles.fieldset}>
        <legend>{t("field.balance_thresholds")}</legend>
        <p className={styles.faint}>
          {conflicts.includes("balance_thresholds")
            ? t("settings.both", {
                value:
                  seen.balance_thresholds.map((each) => format.money(each.amount, each.currency)).join(", ") || "–",
              })
            : t("settings.thresholdsHint")}
        </p>
        <AmountRows
          rows={rows}
          onChange={setRows}
          usual={operator.currency}
          checked={checked}
          words={{
            none: t("threshold.none"),
            currency: t("field.currency"),
            amount: (currency) => t("threshold.amount", { currency }),
            remove: (currency) => t("threshold.remove", { currency }),
            add: t("threshold.add"),
            fault: (fault, currency) => t(`threshold.fault.${fault}`, { currency }),
          }}
        />
      </fieldset>
    </DecisionDialog>
  );
}
