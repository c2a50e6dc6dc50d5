/** Chooses the columns, their order and the density of the list. */
import { ArrowDownOutlined, ArrowUpOutlined, HolderOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "./ColumnSettings.module.css";
import { arranged, type Column, moved } from "./columns";
import { DENSITIES, type Density } from "./table/PlayersTable";

interface Props {
  columns: readonly Column[];
  onColumns: (columns: Column[]) => void;
  onReset: () => void;
  /** The columns are those of a view, not the reader's own. */
  ofView: boolean;
  density: Density;
  onDensity: (density: Density) => void;
}

export function ColumnSettings({ columns, onColumns, onReset, ofView, density, onDensity }: Props) {
  const { t } = useTranslation("playerList");
  const [open, setOpen] = useState(false);
  const dragged = useRef<number>(-1);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className={styles.panel}>
          <b>{t("settings.density")}</b>
          <Segmented
            aria-label={t("settings.density")}
            block
            value={density}
            onChange={onDensity}
            options={DENSITIES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          />
          <b>{t("settings.columns")}</b>
          {ofView ? <p className={styles.note}>{t("settings.ofView")}</p> : null}
          <ul className={styles.list}>
            {arranged(columns).map((column, index) => {
              const name = t(`column.${column}`);
              const chosen = index < columns.length;
              return (
                <li
                  key={column}
                  draggable={chosen}
                  onDragStart={() => {
                    dragged.current = index;
                  }}
                  onDragOver={(event) => chosen && event.preventDefault()}
                  onDrop={() => onColumns(moved(columns, dragged.current, index))}
                >
                  <HolderOutlined aria-hidden="true" className={styles.grip ?? ""} data-shown={chosen} />
                  <Checkbox
                    className={styles.name ?? ""}
                    aria-label={t("settings.show", { column: name })}
                    checked={chosen}
                    onChange={() =>
                      onColumns(chosen ? columns.filter((each) => each !== column) : [...columns, column])
                    }
                  >
                    {name}
                  </Checkbox>
                  {chosen ? (
                    <>
                      <IconButton
                        size="small"
                        label={t("settings.up", { column: name })}
                        icon={<ArrowUpOutlined />}
                        disabled={index === 0}
                        onClick={() => onColumns(moved(columns, index, index - 1))}
                      />
                      <IconButton
                        size="small"
                        label={t("settings.down", { column: name })}
                        icon={<ArrowDownOutlined />}
                        disabled={index === columns.length - 1}
                        onClick={() => onColumns(moved(columns, index, index + 1))}
                      />
                    </>
                  ) : null}
                </li>
              );
            })}
          </ul>
          <Button onClick={onReset}>{t(ofView ? "settings.own" : "settings.reset")}</Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t("settings.open")} title={t("settings.open")} />
    </Popover>
  );
}
