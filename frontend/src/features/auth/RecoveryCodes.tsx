/** The recovery codes, shown this once. */
import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyToClipboard } from "@/shared/ui/CopyText";
import { useDocumentTitle } from "@/shared/ui/Page";
import styles from "./RecoveryCodes.module.css";

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation("auth");
  const { t: shared } = useTranslation("shared");
  useDocumentTitle(t("recovery.title"));
  const [saved, setSaved] = useState(false);
  const [copied, setCopied] = useState(false);
  return (
    <>
      <h1>{t("recovery.title")}</h1>
      <Alert type="warning" showIcon title={t("recovery.detail")} style={{ margin: "12px 0 16px" }} />
      <ul className={styles.codes} aria-label={t("recovery.list")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.keep}>
        <Button
          icon={<CopyOutlined />}
          onClick={() => void copyToClipboard(codes.join("\n")).then(() => setCopied(true))}
        >
          {copied ? shared("copied") : t("recovery.copyAll")}
        </Button>
        <Button
          icon={<DownloadOutlined />}
          onClick={() => download("daybook-recovery-codes.txt", `${t("recovery.fileTitle")}\n\n${codes.join("\n")}\n`)}
        >
          {t("recovery.download")}
        </Button>
      </div>
      <Checkbox checked={saved} onChange={(event) => setSaved(event.target.checked)}>
        {t("recovery.saved")}
      </Checkbox>
      <Button type="primary" size="large" block disabled={!saved} onClick={onDone} style={{ marginTop: 16 }}>
        {t("recovery.done")}
      </Button>
    </>
  );
}
