/** An address that leads nowhere. */
import { CompassOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Blank } from "@/shared/ui/Blank";
import { Page } from "@/shared/ui/Page";
import { useCarriedPath } from "@/shared/url/params";

export function NotFound() {
  const { t } = useTranslation("shell");
  const carriedPath = useCarriedPath();
  return (
    <Page title={t("notFound.title")}>
      <Blank icon={<CompassOutlined />} title={t("notFound.detail")}>
        <Link to={carriedPath("/")}>{t("notFound.home")}</Link>
      </Blank>
    </Page>
  );
}
