/** Asks for a decision with its reason; says field by field what was refused, and keeps what was typed. */
import { Button, Form, type FormInstance, Input, Modal } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import styles from "./DecisionDialog.module.css";
import { DecisionProblem } from "./DecisionProblem";
import { isStale } from "./stale";

export const LONGEST_REASON = 500;

interface Props<V extends object> {
  title: string;
  detail?: ReactNode;
  confirm: string;
  danger?: boolean;
  /** The form's state; its values besides the reason are those of the children. */
  form: FormInstance<V & { reason: string }>;
  initial?: Partial<V & { reason: string }>;
  /** Names of the children's fields, so that a refusal is shown beside the one it is about. */
  fields?: readonly string[];
  presets?: readonly string[];
  reasonOptional?: boolean;
  /** Nothing is asked for but the confirmation. */
  withoutReason?: boolean;
  zone: string;
  pending: boolean;
  error: unknown;
  fieldName?: (field: string) => string;
  advice?: ReactNode;
  /** The decision makes no sense any more. */
  moot?: boolean;
  width?: number;
  onConfirm: (values: V & { reason: string }) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** The form's field that a server's path is about: "amount.amount" is "amount", "update.email" is "email". */
export function fieldOf(path: string, fields: readonly string[]): string | null {
  return path.split(".").find((part) => fields.includes(part)) ?? null;
}

export function DecisionDialog<V extends object>(props: Props<V>) {
  const { t } = useTranslation("shared");
  const { form, error, pending, fields = [], presets = [], danger = false } = props;
  const all = ["reason", ...fields];
  const shownBeside =
    error instanceof ApiError &&
    !isStale(error) &&
    error.fields.length > 0 &&
    error.fields.every((each) => fieldOf(each.field, all) !== null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (!(error instanceof ApiError) || isStale(error)) return;
    const found = error.fields.flatMap((each) => {
      const name = fieldOf(each.field, all);
      return name ? [{ name, errors: [each.message] }] : [];
    });
    form.setFields(found as Parameters<typeof form.setFields>[0]);
  }, [error]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.submit();
    }
  };
  return (
    <Modal
      open
      title={props.title}
      width={props.width ?? 520}
      onCancel={props.onClose}
      closable={{ "aria-label": t("close") }}
      // What was typed is not lost by a click beside the dialog.
      mask={{ closable: false }}
      okText={isStale(error) ? t("decision.staleNewest") : props.confirm}
      cancelText={t("cancel")}
      okButtonProps={{ danger, loading: pending, disabled: props.moot ?? false }}
      onOk={() => form.submit()}
    >
      {props.detail ? <p className={styles.detail}>{props.detail}</p> : null}
      {shownBeside ? null : (
        <DecisionProblem error={error} zone={props.zone} fieldName={props.fieldName} advice={props.advice} />
      )}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={props.initial ?? {}}
        onKeyDown={onKeyDown}
        onFinish={(values) => !pending && props.onConfirm({ ...values, reason: (values.reason ?? "").trim() })}
      >
        {props.children}
        {props.withoutReason ? null : (
          <Form.Item
            name="reason"
            label={t("decision.reason")}
            extra={t("decision.reasonHint")}
            rules={[
              ...(props.reasonOptional ? [] : [{ required: true, whitespace: true, message: t("decision.required") }]),
              { max: LONGEST_REASON, message: t("decision.tooLong", { most: LONGEST_REASON }) },
            ]}
          >
            <Input.TextArea autoFocus={!props.children} rows={3} showCount maxLength={LONGEST_REASON} />
          </Form.Item>
        )}
        {presets.length > 0 ? (
          <div className={styles.presets} role="group" aria-label={t("decision.presets")}>
            {presets.map((text) => (
              <Button
                key={text}
                size="small"
                shape="round"
                onClick={() => form.setFieldsValue({ reason: text } as Parameters<typeof form.setFieldsValue>[0])}
              >
                {text}
              </Button>
            ))}
          </div>
        ) : null}
      </Form>
    </Modal>
  );
}
