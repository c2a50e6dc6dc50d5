/** The little form by which one filter is set: what its field needs, and nothing applied before it makes sense. */
import { AutoComplete, Button, Checkbox, Input, Radio, Select } from "antd";
import { type FormEvent, type ReactNode, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { countryOptions } from "@/shared/format/countries";
import { useFormat } from "@/shared/format/useFormat";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { useTags } from "../../api/listTags";
import { readAmount, shownAmount } from "./amounts";
import { useValueNames } from "./describe";
import styles from "./Filter.module.css";
import { type Field, type FieldName, MOST_COUNTRIES, MOST_OPERATORS, MOST_WORDS } from "./fields";
import { editedValue, type Value } from "./filter";
import { PeriodEditor } from "./PeriodEditor";

export interface Surroundings {
  operatorId: string;
  zone: string;
  /** The currency that amounts are compared in. */
  currency: string;
  currencies: readonly string[];
}

interface Props {
  field: Field & { name: FieldName };
  value: Value | undefined;
  around: Surroundings;
  /** Sets the filter while the editor stays open. */
  onChange: (value: Value | null) => void;
  /** Sets the filter and is done. */
  onApply: (value: Value | null) => void;
}

/** What is picked from a list holds at once: the list lies over the button. */
const AT_ONCE: ReadonlySet<Field["kind"]> = new Set(["countries", "operators", "tags", "words"]);

/** The draft of a value: its parameters, as they are typed. */
type Draft = Record<string, string | readonly string[]>;

function draftOf(field: Field, value: Value | undefined, locale: string): Draft {
  if (value === undefined) return {};
  if (typeof value === "string") return { [field.name]: value };
  if (typeof value === "boolean") return { [field.name]: String(value) };
  if ("min" in value) {
    const shown = (end: string | null) => (field.kind === "money" ? shownAmount(end, locale) : (end ?? ""));
    return { [`${field.name}_min`]: shown(value.min), [`${field.name}_max`]: shown(value.max) };
  }
  return { [field.name]: value };
}

/** A player must have every value that is named. */
function hasAll(field: Field): boolean {
  return "all" in field && field.all === true;
}

export function FieldEditor({ field, value, around, onChange, onApply }: Props) {
  const { t, i18n } = useTranslation("playerList");
  const format = useFormat();
  const [draft, setDraft] = useState(() => draftOf(field, value, i18n.language));
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const change = (part: Draft) => {
    setWrong(false);
    setDraft((old) => ({ ...old, ...part }));
    const picked = AT_ONCE.has(field.kind) ? editedValue(field.name, part) : undefined;
    if (picked !== undefined) onChange(picked);
  };

  /** The draft in the form of the address; amounts are read in the reader's language. */
  const params = (): Draft | null => {
    if (field.kind !== "money") return draft;
    const ends = ["min", "max"].map((end) => {
      const typed = draft[`${field.name}_${end}`];
      return readAmount(typeof typed === "string" ? typed : "", around.currency, i18n.language);
    });
    const [min, max] = ends;
    if (typeof min !== "string" || typeof max !== "string") return null;
    return { [`${field.name}_min`]: min, [`${field.name}_max`]: max };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = params();
    const read = given && editedValue(field.name, given);
    if (read === undefined || (read === null && given === null)) setWrong(true);
    else if (read === null && value === undefined) setWrong(true);
    else onApply(read);
  };

  return (
    <form className={styles.editor} aria-label={t(`field.${field.name}`)} onSubmit={submit}>
      <Control field={field} draft={draft} around={around} change={change} describedBy={id} onApply={onApply} />
      <p id={id} className={wrong ? styles.wrong : styles.hint} role={wrong ? "alert" : undefined}>
        {wrong ? wrongText() : hintText()}
      </p>
      <Button htmlType="submit" type="primary" block>
        {t("apply")}
      </Button>
    </form>
  );

  function wrongText(): string {
    switch (field.kind) {
      case "range":
        return t("range.bounds", { least: field.least, most: field.most });
      case "money":
        return t("range.amount", { example: format.amount("1250.50") });
      case "period":
        return t("wrong.period");
      case "currency":
        return t("wrong.currency");
      case "text":
        return t(field.name === "region" ? "wrong.region" : "wrong.text");
      default:
        return t("wrong.empty");
    }
  }

  function hintText(): string {
    switch (field.kind) {
      case "range":
        return t("range.bounds", { least: field.least, most: field.most });
      case "money":
        return t("hint.money", { currency: around.currency });
      case "period":
        return t("hint.zone", { zone: format.zone(around.zone) });
      case "currency":
        return t("hint.currency");
      case "text":
        return t(field.name === "region" ? "hint.region" : field.name === "login_ip" ? "hint.loginIp" : "hint.whole");
      case "words":
        return `${t("hint.words")} ${t("hint.all")}`;
      case "flag":
      case "one":
        return "";
      default:
        return t(hasAll(field) ? "hint.all" : "hint.any");
    }
  }
}

interface ControlProps extends Pick<Props, "field" | "around" | "onApply"> {
  draft: Draft;
  change: (part: Draft) => void;
  describedBy: string;
}

function Control({ field, draft, around, change, describedBy, onApply }: ControlProps): ReactNode {
  const { t, i18n } = useTranslation("playerList");
  const nameOf = useValueNames();
  const given = draft[field.name];
  const words = typeof given === "string" ? [given] : [...(given ?? [])];
  const label = t(`field.${field.name}`);
  const set = (value: string | readonly string[]) => change({ [field.name]: value });
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  switch (field.kind) {
    case "choice":
      return (
        <Checkbox.Group
          className={styles.options ?? ""}
          value={words}
          onChange={(next) => set(next as string[])}
          options={field.values.map((value) => ({ value, label: nameOf(field.name, value) }))}
        />
      );
    case "one":
      return (
        <Radio.Group
          vertical
          value={words[0] ?? null}
          onChange={(event) => set(String(event.target.value))}
          options={field.values.map((value) => ({ value, label: nameOf(field.name, value) }))}
        />
      );
    case "flag":
      return (
        <Radio.Group
          vertical
          value={words[0] ?? null}
          onChange={(event) => onApply(event.target.value === "true")}
          options={[
            { value: "true", label: t("flag.yes") },
            { value: "false", label: t("flag.no") },
          ]}
        />
      );
    case "countries":
      return (
        <Select
          mode="multiple"
          autoFocus
          defaultOpen={words.length === 0}
          aria-label={label}
          maxCount={MOST_COUNTRIES}
          showSearch={{ optionFilterProp: "label" }}
          value={words}
          options={countries}
          onChange={set}
        />
      );
    case "operators":
      return <Brands words={words} set={set} label={label} />;
    case "tags":
      return <Tags words={words} set={set} label={label} operatorId={around.operatorId} />;
    case "words":
      return (
        <Select
          mode="tags"
          autoFocus
          open={false}
          aria-label={label}
          maxCount={MOST_WORDS}
          value={words}
          onChange={set}
        />
      );
    case "period":
      return <PeriodEditor value={words[0] ?? ""} zone={around.zone} onChange={set} />;
    case "currency":
      return (
        <AutoComplete
          autoFocus
          aria-label={label}
          value={words[0] ?? ""}
          options={around.currencies.map((value) => ({ value }))}
          onChange={(text: string) => set(text.toUpperCase().trim())}
        />
      );
    case "text":
      return (
        <Input
          autoFocus
          aria-label={label}
          aria-describedby={describedBy}
          maxLength={field.longest}
          value={words[0] ?? ""}
          onChange={(event) => set(field.name === "region" ? event.target.value.toUpperCase() : event.target.value)}
        />
      );
    default:
      return (
        <div className={styles.ends}>
          {(["min", "max"] as const).map((end) => (
            <Input
              key={end}
              autoFocus={end === "min"}
              inputMode={field.kind === "money" ? "decimal" : "numeric"}
              aria-label={`${label}: ${t(`range.${end}`)}`}
              aria-describedby={describedBy}
              placeholder={t(`range.${end}`)}
              {...(field.kind === "money" ? { suffix: around.currency } : {})}
              value={String(draft[`${field.name}_${end}`] ?? "")}
              onChange={(event) => change({ [`${field.name}_${end}`]: event.target.value })}
            />
          ))}
        </div>
      );
  }
}

interface WordsProps {
  words: readonly string[];
  set: (words: readonly string[]) => void;
  label: string;
}

function Brands({ words, set, label }: WordsProps) {
  const { t } = useTranslation("playerList");
  const me = useSession();
  const operators = operatorsWith(me, "players.read");
  const groups = me.companies
    .map((company) => ({
      label: company.name,
      options: operators
        .filter((operator) => operator.company_id === company.id)
        .map((operator) => ({ value: operator.id, label: operator.name })),
    }))
    .filter((group) => group.options.length > 0);
  return (
    <>
      <Select
        mode="multiple"
        autoFocus
        aria-label={label}
        maxCount={MOST_OPERATORS}
        showSearch={{ optionFilterProp: "label" }}
        value={[...words]}
        options={groups}
        onChange={set}
      />
      {operators.length <= MOST_OPERATORS ? (
        <Button size="small" onClick={() => set(operators.map((operator) => operator.id))}>
          {t("brands.all")}
        </Button>
      ) : null}
    </>
  );
}

function Tags({ words, set, label, operatorId }: WordsProps & { operatorId: string }) {
  const format = useFormat();
  const tags = useTags(operatorId);
  return (
    <Select
      mode="tags"
      autoFocus
      aria-label={label}
      maxCount={MOST_WORDS}
      loading={tags.isPending}
      value={[...words]}
      onChange={set}
      options={(tags.data?.items ?? []).map(({ tag, players }) => ({
        value: tag,
        label: `${tag} (${format.count(players)})`,
      }))}
      labelRender={(chosen) => chosen.value}
    />
  );
}
