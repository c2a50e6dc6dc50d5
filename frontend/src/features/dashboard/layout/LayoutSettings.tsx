/** Chooses what the dashboard shows, in which order and how large. */
import {
  AppstoreOutlined,
  ArrowDownOutlined,
  ArrowUpOutlined,
  ExpandAltOutlined,
  HolderOutlined,
  ShrinkOutlined,
} from "@ant-design/icons";
import { Button, Checkbox, Popover, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { METRICS } from "@/shared/figure/types";
import { moved } from "@/shared/table/columns";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "./LayoutSettings.module.css";
import { CARDS, type Layout, offered, type Placed } from "./layout";

interface Props {
  layout: Layout;
  /** Null goes back to the standard one. */
  onChange: (layout: Layout | null) => void;
  /** It is that of a view, not the reader's own. */
  ofView: boolean;
}

export function LayoutSettings({ layout, onChange, ofView }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<"tiles" | "cards">("tiles");
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className={styles.panel} role="group" aria-label={t("layout.label")}>
          <Segmented<"tiles" | "cards">
            aria-label={t("layout.kind")}
            block
            value={kind}
            onChange={setKind}
            options={[
              { value: "tiles", label: t("layout.tiles") },
              { value: "cards", label: t("layout.cards") },
            ]}
          />
          {ofView ? <p className={styles.note}>{t("layout.ofView")}</p> : null}
          {kind === "tiles" ? (
            <Choices
              chosen={layout.tiles}
              all={METRICS}
              nameOf={(name) => figure(`metric.${name}`)}
              onChange={(tiles) => onChange({ ...layout, tiles })}
            />
          ) : (
            <Choices
              chosen={layout.cards}
              all={CARDS}
              nameOf={(name) => t(`card.${name}`)}
              onChange={(cards) => onChange({ ...layout, cards })}
            />
          )}
          <Button onClick={() => onChange(null)}>{t(ofView ? "layout.own" : "layout.reset")}</Button>
        </div>
      }
    >
      <Button icon={<AppstoreOutlined />} aria-haspopup="dialog" aria-expanded={open}>
        {t("layout.open")}
      </Button>
    </Popover>
  );
}

interface ChoicesProps<T extends string> {
  chosen: readonly Placed<T>[];
  all: readonly T[];
  nameOf: (name: T) => string;
  onChange: (chosen: Placed<T>[]) => void;
}

function Choices<T extends string>({ chosen, all, nameOf, onChange }: ChoicesProps<T>) {
  const { t } = useTranslation("dashboard");
  const dragged = useRef(-1);
  return (
    <ul className={styles.list}>
      {offered(chosen, all).map(({ name, large, shown }, index) => {
        const label = nameOf(name);
        return (
          <li
            key={name}
            draggable={shown}
            onDragStart={() => {
              dragged.current = index;
            }}
            onDragOver={(event) => shown && event.preventDefault()}
            onDrop={() => onChange(moved(chosen, dragged.current, index))}
          >
            <HolderOutlined aria-hidden="true" className={styles.grip ?? ""} data-shown={shown} />
            <Checkbox
              className={styles.name ?? ""}
              aria-label={t("layout.show", { name: label })}
              checked={shown}
              onChange={() =>
                onChange(shown ? chosen.filter((each) => each.name !== name) : [...chosen, { name, large }])
              }
            >
              {label}
            </Checkbox>
            {shown ? (
              <>
                <IconButton
                  size="small"
                  label={t("layout.large", { name: label })}
                  aria-pressed={large}
                  icon={large ? <ShrinkOutlined /> : <ExpandAltOutlined />}
                  onClick={() =>
                    onChange(chosen.map((each) => (each.name === name ? { ...each, large: !large } : each)))
                  }
                />
                <IconButton
                  size="small"
                  label={t("layout.up", { name: label })}
                  icon={<ArrowUpOutlined />}
                  disabled={index === 0}
                  onClick={() => onChange(moved(chosen, index, index - 1))}
                />
                <IconButton
                  size="small"
                  label={t("layout.down", { name: label })}
                  icon={<ArrowDownOutlined />}
                  disabled={index === chosen.length - 1}
                  onClick={() => onChange(moved(chosen, index, index + 1))}
                />
              </>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
