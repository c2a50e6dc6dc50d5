/** Says that the browser has lost its connection, for as long as it has. */
import { DisconnectOutlined } from "@ant-design/icons";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import styles from "./OfflineBanner.module.css";

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function OfflineBanner() {
  const { t } = useTranslation("shell");
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status">
      {online ? null : (
        <div className={styles.banner}>
          <DisconnectOutlined aria-hidden="true" /> {t("offline")}
        </div>
      )}
    </div>
  );
}
