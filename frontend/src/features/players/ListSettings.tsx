/** Chooses the columns and the density of the list. */
import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { DENSITIES, OPTIONAL_COLUMNS, type useListView } from "./listView";

export function ListSettings({ view }: { view: ReturnType<typeof useListView> }) {
  const { t } = useTranslation("players");
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ display: "flex", flexDirection: "column", gap: 12, minWidth: 320 }}>
          <b>{t("view.density")}</b>
          <Segmented
            aria-label={t("view.density")}
            block
            value={view.density}
            onChange={view.setDensity}
            options={DENSITIES.map((value) => ({ value, label: t(`view.${value}`) }))}
          />
          <b>{t("view.columns")}</b>
          <Checkbox.Group
            style={{ flexDirection: "column", gap: 6 }}
            value={view.columns}
            onChange={(next) => view.setColumns(next as string[])}
            options={OPTIONAL_COLUMNS.map((value) => ({ value, label: t(`column.${value}`) }))}
          />
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t("view.settings")} title={t("view.settings")} />
    </Popover>
  );
}
