/** Things to choose and to put into order, by mouse and by keyboard. */
import { ArrowDownOutlined, ArrowUpOutlined, HolderOutlined } from "@ant-design/icons";
import { Checkbox } from "antd";
import { type ReactNode, useRef } from "react";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "./Arranged.module.css";

interface Props<T extends string> {
  /** All that there are: those chosen first, in their order. */
  items: readonly T[];
  /** How many of them are chosen. */
  chosen: number;
  nameOf: (item: T) => string;
  labelOf: (act: "show" | "up" | "down", name: string) => string;
  onToggle: (item: T) => void;
  onMove: (from: number, to: number) => void;
  /** What else can be done to one that is chosen. */
  beside?: (item: T) => ReactNode;
}

export function Arranged<T extends string>(props: Props<T>) {
  const { items, chosen, nameOf, labelOf, onToggle, onMove, beside } = props;
  const dragged = useRef(-1);
  return (
    <ul className={styles.list}>
      {items.map((item, index) => {
        const name = nameOf(item);
        const shown = index < chosen;
        return (
          <li
            key={item}
            draggable={shown}
            onDragStart={() => {
              dragged.current = index;
            }}
            onDragOver={(event) => shown && event.preventDefault()}
            onDrop={() => onMove(dragged.current, index)}
          >
            <HolderOutlined aria-hidden="true" className={styles.grip ?? ""} data-shown={shown} />
            <Checkbox
              className={styles.name ?? ""}
              aria-label={labelOf("show", name)}
              checked={shown}
              onChange={() => onToggle(item)}
            >
              {name}
            </Checkbox>
            {shown ? (
              <>
                {beside?.(item)}
                <IconButton
                  size="small"
                  label={labelOf("up", name)}
                  icon={<ArrowUpOutlined />}
                  disabled={index === 0}
                  onClick={() => onMove(index, index - 1)}
                />
                <IconButton
                  size="small"
                  label={labelOf("down", name)}
                  icon={<ArrowDownOutlined />}
                  disabled={index === chosen - 1}
                  onClick={() => onMove(index, index + 1)}
                />
              </>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
