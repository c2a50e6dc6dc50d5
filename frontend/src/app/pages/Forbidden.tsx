/** A page that this person may not open; names the permission so that an administrator knows what to give. */
import { LockOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Blank } from "@/shared/ui/Blank";
import { Page } from "@/shared/ui/Page";

export function Forbidden({ permission }: { permission: string }) {
  const { t } = useTranslation("shell");
  return (
    <Page title={t("forbidden.title")}>
      <Blank icon={<LockOutlined />} title={t("forbidden.heading")}>
        {t("forbidden.detail")} <code>{permission}</code>
      </Blank>
    </Page>
  );
}
