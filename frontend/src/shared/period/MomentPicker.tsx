/** Chooses a moment by the operator's clock; the value is an instant. */
import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { Instant } from "@/shared/api/types";
import { instantOfWallTime, wallTimeOf } from "@/shared/format/time";

interface Props {
  id?: string;
  value?: Instant | null;
  onChange?: (value: Instant | null) => void;
  zone: string;
  label: string;
  /** Which side of now can be chosen. */
  side: "past" | "future";
}

export function MomentPicker({ id, value, onChange, zone, label, side }: Props) {
  const now = dayjs(wallTimeOf(new Date(), zone));
  return (
    <DatePicker
      {...(id ? { id } : {})}
      aria-label={label}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      placeholder="YYYY-MM-DD HH:mm"
      style={{ width: "100%" }}
      value={value ? dayjs(wallTimeOf(new Date(value), zone)) : null}
      disabledDate={(day) => (side === "past" ? day.isAfter(now, "day") : day.isBefore(now, "day"))}
      onChange={(chosen) =>
        onChange?.(chosen ? instantOfWallTime(chosen.format("YYYY-MM-DDTHH:mm:00"), zone).toISOString() : null)
      }
    />
  );
}
