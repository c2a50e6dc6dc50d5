/** A page that could not be drawn, or whose part of the app no longer exists after an upgrade. */
import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";

export function PageFailed() {
  const { t } = useTranslation("shell");
  return (
    <main>
      <Result
        status="warning"
        title={t("failed.title")}
        subTitle={t("failed.detail")}
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            {t("failed.reload")}
          </Button>
        }
      />
    </main>
  );
}
