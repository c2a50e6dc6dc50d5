/** Corrects a profile: only what was typed is sent, and when somebody else was faster nothing typed is lost. */
import { EyeOutlined, UndoOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { isStale, staleChanges } from "@/shared/decision/stale";
import { countryOptions } from "@/shared/format/countries";
import { usePermitted } from "@/shared/session/SessionContext";
import { Problem } from "@/shared/ui/Problem";
import { useEditPlayer } from "../../api/editPlayer";
import { useReveal } from "../../api/useReveal";
import {
  changed,
  changesOf,
  type Draft,
  EDIT_FIELDS,
  type EditField,
  isMasked,
  knownValue,
  merge,
  needsNumber,
} from "../edit";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./actions.module.css";
import { useFieldName } from "./useFieldName";

type Values = Draft;

const PRESETS = ["request", "typo", "documents"] as const;

export function EditDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation("player");
  const { message } = App.useApp();
  const { player, operator, zone } = usePlayerView();
  const [form] = Form.useForm<Values & { reason: string }>();
  // What the typing started from; a newer state replaces it only when the person says so.
  const [base, setBase] = useState(player);
  const [removed, setRemoved] = useState<ReadonlySet<EditField>>(new Set());
  const [conflicts, setConflicts] = useState<readonly EditField[]>([]);
  const [unchanged, setUnchanged] = useState(false);
  const permitted = usePermitted("players.reveal");
  const reveal = useReveal(operator.id, player.id);
  const request = useRequestId();
  const fieldName = useFieldName();
  const edit = useEditPlayer(usePlayerTarget());
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const masked = EDIT_FIELDS.some((field) => isMasked(field, base));

  const draftOf = (values: Values): Draft => {
    const draft: Draft = {};
    for (const field of EDIT_FIELDS) {
      const typed = values[field] ?? "";
      if (removed.has(field)) draft[field] = "";
      else if (!isMasked(field, base)) draft[field] = typed;
      else if (typed !== "") draft[field] = typed;
    }
    return draft;
  };
  const show = (next: typeof player, draft: Draft) => {
    setBase(next);
    form.setFieldsValue(
      Object.fromEntries(
        EDIT_FIELDS.map((field) => [field, draft[field] ?? (isMasked(field, next) ? "" : knownValue(field, next))]),
      ),
    );
  };
  const revealAll = () => {
    const draft = Object.fromEntries(
      changed(base, draftOf(form.getFieldsValue())).map((f) => [f, draftOf(form.getFieldsValue())[f]]),
    );
    reveal.mutate(undefined, { onSuccess: (clear) => show(clear, draft) });
  };
  const takeNewest = async () => {
    const newest = base.masked ? player : await reveal.mutateAsync();
    const merged = merge(
      base,
      newest,
      draftOf(form.getFieldsValue()),
      staleChanges(edit.error).map((each) => each.field),
    );
    setConflicts(merged.conflicts);
    show(newest, merged.draft);
    edit.reset();
  };
  const submit = (values: Values & { reason: string }) => {
    const draft = draftOf(values);
    const none = changed(base, draft).length === 0;
    setUnchanged(none);
    if (none) return;
    if (needsNumber(base, draft)) {
      form.setFields([{ name: "document_number", errors: [t("edit.numberNeeded")] }]);
      return;
    }
    edit.mutate(
      { changes: changesOf(base, draft), reason: values.reason, revision: base.revision, requestId: request.id },
      {
        onSuccess: (answer) => {
          void message.success(t("edit.done", { username: answer.player.username }));
          onClose();
        },
        onError: request.failed,
      },
    );
  };

  const item = (field: EditField, input: React.ReactElement) => {
    const hidden = isMasked(field, base);
    const gone = removed.has(field);
    const both = conflicts.includes(field);
    const extra = gone ? (
      <>
        {t("edit.willBeRemoved")}{" "}
        <Button
          type="link"
          size="small"
          icon={<UndoOutlined />}
          onClick={() => setRemoved(new Set([...removed].filter((each) => each !== field)))}
        >
          {t("edit.keep")}
        </Button>
      </>
    ) : hidden && field !== "document_number" ? (
      <Button type="link" size="small" onClick={() => setRemoved(new Set([...removed, field]))}>
        {t("edit.remove", { field: t(`field.${field}`) })}
      </Button>
    ) : undefined;
    return (
      <Form.Item
        key={field}
        name={field}
        label={t(`field.${field}`)}
        extra={both ? t("edit.bothChanged", { value: hidden ? "•••" : knownValue(field, base) || "–" }) : extra}
        {...(both ? { validateStatus: "warning" as const } : {})}
        rules={field === "username" ? [{ required: true, whitespace: true, message: t("edit.usernameNeeded") }] : []}
      >
        {input}
      </Form.Item>
    );
  };
  const text = (field: EditField, props: Parameters<typeof Input>[0] = {}) =>
    item(
      field,
      <Input
        {...props}
        autoComplete="off"
        disabled={removed.has(field)}
        {...(isMasked(field, base) ? { placeholder: knownValue(field, base) } : {})}
      />,
    );

  return (
    <DecisionDialog<Values>
      title={t("edit.title", { username: player.username })}
      detail={t("edit.detail")}
      confirm={t("edit.confirm")}
      form={form}
      initial={Object.fromEntries(
        EDIT_FIELDS.map((field) => [field, isMasked(field, player) ? "" : knownValue(field, player)]),
      )}
      fields={EDIT_FIELDS}
      presets={PRESETS.map((name) => t(`edit.reasons.${name}`))}
      zone={zone}
      width={720}
      pending={edit.isPending}
      error={edit.error}
      fieldName={fieldName}
      moot={isStale(edit.error)}
      advice={
        <Button type="primary" loading={reveal.isPending} onClick={() => void takeNewest().catch(() => undefined)}>
          {t("edit.takeNewest")}
        </Button>
      }
      onClose={onClose}
      onConfirm={submit}
    >
      {reveal.isError ? <Problem error={reveal.error} heading={t("profile.revealFailed")} /> : null}
      {masked ? (
        <div className={styles.masked}>
          <span>{t("edit.masked")}</span>
          {permitted ? (
            <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={revealAll}>
              {t("edit.reveal")}
            </Button>
          ) : null}
        </div>
      ) : null}
      {unchanged ? <p role="alert">{t("edit.nothing")}</p> : null}
      <div className={styles.grid}>
        {text("username", { autoFocus: true, maxLength: 128 })}
        {text("first_name", { maxLength: 128 })}
        {text("last_name", { maxLength: 128 })}
        {text("email", { type: "email", maxLength: 254 })}
        {text("phone", { type: "tel", maxLength: 16 })}
        {text("date_of_birth", { maxLength: 10 })}
        {item(
          "country",
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            options={[{ value: "", label: "–" }, ...countries]}
          />,
        )}
        {text("region", { maxLength: 3 })}
        {text("language", { maxLength: 35 })}
        {text("document_type", { maxLength: 32 })}
        {text("document_number", { maxLength: 64 })}
      </div>
    </DecisionDialog>
  );
}
