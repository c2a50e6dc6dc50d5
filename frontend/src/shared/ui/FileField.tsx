/** Chooses one file by a button in the reader's language: the browser's own speaks that of the machine. */
import { CloseOutlined, PaperClipOutlined } from "@ant-design/icons";
import { useRef } from "react";
import styles from "./FileField.module.css";
import { IconButton } from "./IconButton";

interface Props {
  id: string;
  accept: string;
  /** What the button says, and the one that takes the file away. */
  choose: string;
  remove: string;
  file: File | null;
  onChange: (file: File | null) => void;
}

export function FileField({ id, accept, choose, remove, file, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className={styles.field}>
      <label className={styles.button}>
        <PaperClipOutlined aria-hidden="true" /> {choose}
        <input
          ref={input}
          id={id}
          type="file"
          accept={accept}
          onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        />
      </label>
      {file ? (
        <span className={styles.name} aria-live="polite">
          <span>{file.name}</span>
          <IconButton
            size="small"
            label={remove}
            icon={<CloseOutlined />}
            onClick={() => {
              // The same file can be chosen again.
              if (input.current) input.current.value = "";
              onChange(null);
              input.current?.focus();
            }}
          />
        </span>
      ) : null}
    </span>
  );
}
