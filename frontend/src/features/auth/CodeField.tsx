/** The field for a six-digit code: one box, so that paste, autofill and screen readers all work. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import styles from "./CodeField.module.css";

interface Props {
  label: string;
  problem: string | null;
  onChange: (code: string) => void;
}

export function CodeField({ label, problem, onChange }: Props) {
  const { t } = useTranslation("auth");
  return (
    <Form.Item
      name="code"
      label={label}
      normalize={(value: string) => value.replace(/\D/g, "").slice(0, 6)}
      rules={[{ required: true, len: 6, message: t("required.code") }]}
      validateTrigger="onSubmit"
      {...(problem ? { validateStatus: "error" as const, help: <span role="alert">{problem}</span> } : {})}
    >
      <Input
        className={styles.code ?? ""}
        size="large"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        maxLength={9}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, "").slice(0, 6))}
      />
    </Form.Item>
  );
}
