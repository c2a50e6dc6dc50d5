/** Chooses the language; each is named in itself. */
import { GlobalOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from "@/shared/i18n/i18n";

export function LanguageMenu() {
  const { t, i18n } = useTranslation("shell");
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        selectedKeys: [i18n.language],
        items: LANGUAGES.map((key) => ({ key, label: <span lang={key}>{LANGUAGE_NAMES[key]}</span> })),
        onClick: ({ key }) => chooseLanguage(key as Language),
      }}
    >
      <Button type="text" aria-label={t("language")} icon={<GlobalOutlined />} />
    </Dropdown>
  );
}
