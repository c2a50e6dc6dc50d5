/** A page that could not be drawn, or whose part of the app no longer exists after an upgrade. */
import { useTranslation } from "react-i18next";
import { Blank } from "@/shared/ui/Blank";
import styles from "./PageFailed.module.css";

export function PageFailed() {
  const { t } = useTranslation("shell");
  return (
    <div role="alert" className={styles.failed}>
      <Blank title={t("failed.title")}>
        <p>{t("failed.detail")}</p>
        <button type="button" onClick={() => location.reload()}>
          {t("failed.reload")}
        </button>
      </Blank>
    </div>
  );
}
