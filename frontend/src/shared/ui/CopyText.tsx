/** A machine value (id, hash, secret) in monospace with a button that copies it. */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./CopyText.module.css";

/** Copies also where the page is not a secure context and the clipboard API is absent. */
export async function copyToClipboard(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

interface Props {
  text: string;
  /** What to show when the text itself is too long. */
  shown?: string;
  label?: string;
}

export function CopyText({ text, shown, label }: Props) {
  const { t } = useTranslation("shared");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = `${copied ? t("copied") : t("copy")} ${label ?? text}`;
  return (
    <span className={styles.copy}>
      <code title={text}>{shown ?? text}</code>
      <Button
        type="text"
        size="small"
        aria-label={name}
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        onClick={() => void copyToClipboard(text).then(() => setCopied(true))}
      />
    </span>
  );
}
