/** The search box and the filters of the list: those that are set as chips, the others to be added. */
import { SearchOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { AddFilter } from "./AddFilter";
import { useDescribe } from "./describe";
import { FieldEditor, type Surroundings } from "./FieldEditor";
import styles from "./Filter.module.css";
import { FilterChip } from "./FilterChip";
import { FIELDS, type FieldName, fieldOf, LONGEST_SEARCH } from "./fields";
import {
  comparesMoney,
  type Filter,
  hasOneCountry,
  isEmpty,
  NO_FILTER,
  paramsOf,
  type Value,
  withValue,
} from "./filter";

interface Props {
  filter: Filter;
  sort: string;
  dropped: readonly (FieldName | "q")[];
  /** Why the list could not be filtered like this. */
  error: unknown;
  around: Surroundings;
  searchId: string;
  onChange: (filter: Filter) => void;
  children?: ReactNode;
}

/** By field, what the server says is wrong with it. */
function problemsOf(error: unknown): Map<string, string> {
  const found = new Map<string, string>();
  if (!(error instanceof ApiError)) return found;
  for (const { field, message } of error.fields)
    for (const known of FIELDS) {
      const names = [known.name, ...paramsOf(known), `${known.name}_from`, `${known.name}_until`];
      if (names.includes(field as FieldName)) found.set(known.name, message);
    }
  return found;
}

export function FilterBar({ filter, sort, dropped, error, around, searchId, onChange, children }: Props) {
  const { t, i18n } = useTranslation("playerList");
  const me = useSession();
  const describe = useDescribe(around.currency);
  const [editing, setEditing] = useState<FieldName | null>(null);
  const problems = problemsOf(error);
  const several = operatorsWith(me, "players.read").length > 1;
  const implied = comparesMoney(filter, sort) && filter.values.currency === undefined;
  const shown = FIELDS.filter((field) => filter.values[field.name] !== undefined || editing === field.name);
  const offered = (name: FieldName) =>
    filter.values[name] === undefined &&
    (name !== "operator_id" || several) &&
    (name !== "region" || hasOneCountry(filter.values));
  const apply = (name: FieldName, value: Value | null) => {
    setEditing(null);
    onChange(withValue(filter, name, value));
  };
  const editorOf = (name: FieldName) => (
    <FieldEditor
      field={{ ...fieldOf(name), name }}
      value={filter.values[name]}
      around={around}
      onChange={(value) => onChange(withValue(filter, name, value))}
      onApply={(value) => apply(name, value)}
    />
  );

  return (
    <search className={styles.bar} aria-label={t("filters")}>
      <div className={styles.line}>
        <DebouncedInput
          id={searchId}
          type="search"
          className={styles.search ?? ""}
          prefix={<SearchOutlined aria-hidden="true" />}
          aria-label={t("searchShort")}
          aria-keyshortcuts="/"
          placeholder={t("search")}
          title={t("search")}
          maxLength={LONGEST_SEARCH}
          value={filter.q}
          onSettled={(q) => onChange({ ...filter, q })}
        />
        <AddFilter offered={offered} onChoose={setEditing} />
        {isEmpty(filter) ? null : (
          <Button type="link" onClick={() => onChange(NO_FILTER)}>
            {t("clear")}
          </Button>
        )}
        {children}
      </div>
      {shown.length > 0 || implied ? (
        <ul className={styles.chips} aria-label={t("active")}>
          {shown.map(({ name }) => {
            const value = filter.values[name];
            return (
              <FilterChip
                key={name}
                label={t(`field.${name}`)}
                said={value === undefined ? "" : describe(name, value)}
                editor={editorOf(name)}
                editing={editing === name}
                onEditing={(open) => setEditing(open ? name : null)}
                onRemove={() => apply(name, null)}
                problem={problems.get(name)}
              />
            );
          })}
          {implied && editing !== "currency" ? (
            <FilterChip
              label={t("amounts", { currency: around.currency })}
              said=""
              note={t("amountsHint", { currency: around.currency })}
              editor={null}
              editing={false}
              onEditing={() => setEditing("currency")}
              problem={problems.get("currency")}
            />
          ) : null}
        </ul>
      ) : null}
      {dropped.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t("dropped", {
            fields: new Intl.ListFormat(i18n.language).format(dropped.map((name) => t(`field.${name}`))),
          })}
        />
      ) : null}
    </search>
  );
}
