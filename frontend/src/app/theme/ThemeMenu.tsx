/** Chooses light, dark, or what the system says. */
import { DesktopOutlined, MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { THEME_MODES, type ThemeMode, useThemeChoice } from "./Theme";

const ICONS = { system: <DesktopOutlined />, light: <SunOutlined />, dark: <MoonOutlined /> };

export function ThemeMenu() {
  const { t } = useTranslation("shell");
  const { mode, setMode } = useThemeChoice();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        selectedKeys: [mode],
        items: THEME_MODES.map((key) => ({ key, icon: ICONS[key], label: t(`theme.${key}`) })),
        onClick: ({ key }) => setMode(key as ThemeMode),
      }}
    >
      <Button type="text" aria-label={t("theme.label")} icon={ICONS[mode]} />
    </Dropdown>
  );
}
