/** The fields of each bulk action: tags to put on and take off, a ban's scopes and end, a note's text. */
import { Checkbox, DatePicker, Form, Input, Select, type SelectProps } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { FieldState } from "../problems";
import { BAN_SCOPES, type BulkKind } from "../types";
import { type ActionField, TAG } from "./action";

const LONGEST_NOTE = 4000;
const MOST_TAGS = 20;
/** A box of tags that are typed, not chosen. */
const TYPED: SelectProps<string[]> = {
  mode: "tags",
  tokenSeparators: [","],
  maxCount: MOST_TAGS,
  open: false,
  suffixIcon: null,
};

interface Props {
  kind: BulkKind;
  problems: Partial<Record<ActionField, FieldState>>;
  /** The operator's zone in words, and the day it is there. */
  zone: string;
  today: string;
}

export function ActionFields({ kind, problems, zone, today }: Props) {
  const { t } = useTranslation("jobs");
  if (kind === "tag") return <TagFields problems={problems} />;
  if (kind === "note")
    return (
      <Form.Item
        name="text"
        label={t("bulk.text")}
        extra={t("bulk.textHint")}
        rules={[{ required: true, whitespace: true, message: t("bulk.textRequired") }]}
        {...problems.text}
      >
        <Input.TextArea autoFocus rows={4} showCount maxLength={LONGEST_NOTE} />
      </Form.Item>
    );
  return (
    <>
      <Form.Item
        name="scopes"
        label={t("bulk.scopes")}
        rules={[{ required: true, type: "array", min: 1, message: t("bulk.scopesRequired") }]}
        {...problems.scopes}
      >
        <Checkbox.Group options={BAN_SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="lastDay"
        label={t("bulk.lastDay")}
        extra={t("bulk.lastDayHint", { zone })}
        {...problems.expires_at}
      >
        <DatePicker minDate={dayjs(today)} style={{ width: "100%" }} />
      </Form.Item>
    </>
  );
}

function TagFields({ problems }: Pick<Props, "problems">) {
  const { t } = useTranslation("jobs");
  const valid = {
    validator: (_: unknown, tags: string[] | undefined) =>
      (tags ?? []).every((tag) => TAG.test(tag.trim()))
        ? Promise.resolve()
        : Promise.reject(new Error(t("bulk.tagForm"))),
  };
  const some = ({ getFieldValue }: { getFieldValue: (name: string) => string[] | undefined }) => ({
    validator: (_: unknown, tags: string[] | undefined) =>
      (tags?.length ?? 0) + (getFieldValue("remove")?.length ?? 0) > 0
        ? Promise.resolve()
        : Promise.reject(new Error(t("bulk.tagsRequired"))),
  });
  return (
    <>
      <Form.Item
        name="add"
        label={t("bulk.add")}
        extra={t("bulk.tagHint")}
        dependencies={["remove"]}
        rules={[valid, some]}
        {...problems.add}
      >
        <Select {...TYPED} autoFocus />
      </Form.Item>
      <Form.Item name="remove" label={t("bulk.remove")} rules={[valid]} {...problems.remove}>
        <Select {...TYPED} />
      </Form.Item>
    </>
  );
}
