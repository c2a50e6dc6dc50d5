/** A person who sees no operator yet: says how the first one comes to be. */
import { ShopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Blank } from "@/shared/ui/Blank";
import { Page } from "@/shared/ui/Page";

export function NoOperators() {
  const { t } = useTranslation("shell");
  return (
    <Page title={t("noOperators.title")}>
      <Blank icon={<ShopOutlined />} title={t("noOperators.heading")}>
        <p>{t("noOperators.detail")}</p>
        <code>./daybook operator create --company NAME --name NAME --timezone ZONE --currency CODE</code>
      </Blank>
    </Page>
  );
}
