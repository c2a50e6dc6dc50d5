/** A filter that is set: says what it asks, opens its editor, and can be taken away. */
import { CloseOutlined } from "@ant-design/icons";
import { Popover, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Filter.module.css";

interface Props {
  label: string;
  /** What it asks; empty while it is being chosen. */
  said: string;
  editor: ReactNode;
  editing: boolean;
  onEditing: (editing: boolean) => void;
  /** Absent for what follows from other choices. */
  onRemove?: () => void;
  note?: string;
  /** Why the server refused it. */
  problem?: string | undefined;
}

export function FilterChip({ label, said, editor, editing, onEditing, onRemove, note, problem }: Props) {
  const { t } = useTranslation("playerList");
  const name = said ? `${label}: ${said}` : label;
  const button = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={editing}
      aria-label={t("edit", { filter: problem ? `${name}. ${problem}` : name })}
      onClick={() => onEditing(!editing)}
      onKeyDown={(event) => {
        if ((event.key === "Delete" || event.key === "Backspace") && onRemove) onRemove();
      }}
    >
      {label}
      {said ? (
        <>
          {": "}
          <strong>{said}</strong>
        </>
      ) : null}
      {problem ? <small>{problem}</small> : null}
    </button>
  );
  return (
    <li>
      <Popover
        open={editing}
        onOpenChange={(open) => !open && onEditing(false)}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={editor}
      >
        <span className={styles.chip} data-implied={onRemove === undefined} data-wrong={problem !== undefined}>
          {note ? <Tooltip title={note}>{button}</Tooltip> : button}
          {onRemove ? (
            <button type="button" aria-label={t("remove", { filter: name })} onClick={onRemove}>
              <CloseOutlined aria-hidden="true" />
            </button>
          ) : null}
        </span>
      </Popover>
    </li>
  );
}
