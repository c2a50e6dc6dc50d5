/** What is shown while the first part of the app arrives. */
import { useTranslation } from "react-i18next";
import { Mark } from "@/shared/ui/Mark";
import styles from "./Splash.module.css";

export function Splash() {
  const { t } = useTranslation("shared");
  return (
    <div className={styles.splash} role="status" aria-label={t("loading")}>
      <Mark size={44} />
    </div>
  );
}
