/** Chooses what the dashboard shows, in which order and how large. */
import { AppstoreOutlined, ExpandAltOutlined, ShrinkOutlined } from "@ant-design/icons";
import { Button, Popover, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { METRICS } from "@/shared/figure/types";
import { Arranged } from "@/shared/table/Arranged";
import { arranged, moved } from "@/shared/table/columns";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "./LayoutSettings.module.css";
import { CARDS, type Layout, type Placed } from "./layout";

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
  const names = chosen.map((each) => each.name);
  const isLarge = (name: T) => chosen.some((each) => each.name === name && each.large);
  return (
    <Arranged
      items={arranged(all, names)}
      chosen={chosen.length}
      nameOf={nameOf}
      labelOf={(act, name) => t(`layout.${act}`, { name })}
      onToggle={(name) =>
        onChange(
          names.includes(name) ? chosen.filter((each) => each.name !== name) : [...chosen, { name, large: false }],
        )
      }
      onMove={(from, to) => onChange(moved(chosen, from, to))}
      beside={(name) => (
        <IconButton
          size="small"
          label={t("layout.large", { name: nameOf(name) })}
          aria-pressed={isLarge(name)}
          icon={isLarge(name) ? <ShrinkOutlined /> : <ExpandAltOutlined />}
          onClick={() => onChange(chosen.map((each) => (each.name === name ? { ...each, large: !each.large } : each)))}
        />
      )}
    />
  );
}
