/** Chooses the columns of a list, their order and its density. */
import { SettingOutlined } from "@ant-design/icons";
import { Button, Popover, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Arranged } from "./Arranged";
import styles from "./ColumnSettings.module.css";
import { arranged, DENSITIES, type Density, moved } from "./columns";

interface Props<C extends string> {
  /** All that there are. */
  offered: readonly C[];
  columns: readonly C[];
  nameOf: (column: C) => string;
  onColumns: (columns: C[]) => void;
  onReset: () => void;
  /** The columns are those of a view, not the reader's own. */
  ofView: boolean;
  density: Density;
  onDensity: (density: Density) => void;
}

export function ColumnSettings<C extends string>(props: Props<C>) {
  const { offered, columns, nameOf, onColumns, onReset, ofView, density, onDensity } = props;
  const { t } = useTranslation("shared");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className={styles.panel}>
          <b>{t("columns.density")}</b>
          <Segmented
            aria-label={t("columns.density")}
            block
            value={density}
            onChange={onDensity}
            options={DENSITIES.map((value) => ({ value, label: t(`columns.${value}`) }))}
          />
          <b>{t("columns.chosen")}</b>
          {ofView ? <p className={styles.note}>{t("columns.ofView")}</p> : null}
          <Arranged
            items={arranged(offered, columns)}
            chosen={columns.length}
            nameOf={nameOf}
            labelOf={(act, column) => t(`columns.${act}`, { column })}
            onToggle={(column) =>
              onColumns(columns.includes(column) ? columns.filter((each) => each !== column) : [...columns, column])
            }
            onMove={(from, to) => onColumns(moved(columns, from, to))}
          />
          <Button onClick={onReset}>{t(ofView ? "columns.own" : "columns.reset")}</Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t("columns.open")} title={t("columns.open")} />
    </Popover>
  );
}
