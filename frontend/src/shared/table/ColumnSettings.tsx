/** Chooses the columns of a list, their order and its density. */
import { ArrowDownOutlined, ArrowUpOutlined, HolderOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui/IconButton";
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
  const dragged = useRef<number>(-1);
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
          <ul className={styles.list}>
            {arranged(offered, columns).map((column, index) => {
              const name = nameOf(column);
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
                    aria-label={t("columns.show", { column: name })}
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
                        label={t("columns.up", { column: name })}
                        icon={<ArrowUpOutlined />}
                        disabled={index === 0}
                        onClick={() => onColumns(moved(columns, index, index - 1))}
                      />
                      <IconButton
                        size="small"
                        label={t("columns.down", { column: name })}
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
          <Button onClick={onReset}>{t(ofView ? "columns.own" : "columns.reset")}</Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t("columns.open")} title={t("columns.open")} />
    </Popover>
  );
}
