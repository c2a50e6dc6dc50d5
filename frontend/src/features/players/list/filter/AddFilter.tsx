/** Offers the filters that are not set yet, by group, to be found by typing. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Popover } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Filter.module.css";
import { FIELDS, type FieldName, GROUPS } from "./fields";

interface Props {
  offered: (name: FieldName) => boolean;
  onChoose: (name: FieldName) => void;
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function AddFilter({ offered, onChoose }: Props) {
  const { t } = useTranslation("playerList");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const wanted = folded(typed.trim());
  const shown = FIELDS.filter(
    (field) =>
      offered(field.name) &&
      [t(`field.${field.name}`), t(`group.${field.group}`)].some((text) => folded(text).includes(wanted)),
  );
  const choose = (name: FieldName) => {
    setOpen(false);
    onChoose(name);
  };
  /** Up and down through the offers, from the search field too. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const stops = [...(panel.current?.querySelectorAll<HTMLElement>("input, button[data-offer]") ?? [])];
    stops[stops.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  };
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped("");
      }}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the controls inside
        <div ref={panel} className={styles.picker} onKeyDown={onKeyDown}>
          <Input
            type="search"
            autoFocus
            aria-label={t("addFind")}
            placeholder={t("addFind")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onPressEnter={() => shown[0] && choose(shown[0].name)}
          />
          <div className={styles.offers}>
            {GROUPS.map((group) => {
              const fields = shown.filter((field) => field.group === group);
              return fields.length > 0 ? (
                <section key={group} aria-label={t(`group.${group}`)}>
                  <h3>{t(`group.${group}`)}</h3>
                  {fields.map((field) => (
                    <button
                      key={field.name}
                      type="button"
                      data-offer
                      className={styles.offer}
                      onClick={() => choose(field.name)}
                    >
                      {t(`field.${field.name}`)}
                    </button>
                  ))}
                </section>
              ) : null;
            })}
            {shown.length === 0 ? <p className={styles.hint}>{t("addNothing")}</p> : null}
          </div>
        </div>
      }
    >
      <Button icon={<PlusOutlined aria-hidden="true" />} aria-haspopup="dialog" aria-expanded={open}>
        {t("add")}
      </Button>
    </Popover>
  );
}
