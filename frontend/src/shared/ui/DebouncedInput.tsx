/** A text field that reports after a pause in typing, at once on Enter and on leaving it, and follows outside changes. */
import { Input, type InputProps, type InputRef } from "antd";
import { type Ref, useEffect, useRef, useState } from "react";

const PAUSE_MS = 350;

interface Props extends Omit<InputProps, "value" | "onChange" | "defaultValue"> {
  ref?: Ref<InputRef>;
  value: string;
  onSettled: (value: string) => void;
}

export function DebouncedInput({ value, onSettled, ...rest }: Props) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const reported = useRef(value);

  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const report = (next: string) => {
    clearTimeout(timer.current);
    if (next === reported.current) return;
    reported.current = next;
    onSettled(next);
  };

  return (
    <Input
      allowClear
      {...rest}
      value={typed}
      onChange={(event) => {
        const next = event.target.value;
        setTyped(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => report(next.trim()), PAUSE_MS);
      }}
      onPressEnter={() => report(typed.trim())}
      // Whoever goes on to something else has done typing: a report that came later would undo what they went to.
      onBlur={() => report(typed.trim())}
    />
  );
}
