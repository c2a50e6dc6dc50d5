/** Limits a history to days of the operator's calendar; the choice is in the address. */
import { DatePicker } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { startOfLocalDay } from "@/shared/format/time";
import { addDays, isLocalDate } from "@/shared/period/period";
import { usePatchParams } from "@/shared/url/params";
import { endOf } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";

/** The instants that the chosen days and the moment looked at leave; `until` is not included. */
export function useDays() {
  const [search] = usePatchParams();
  const { zone, asOf } = usePlayerView();
  const [from, to] = [search.get("from"), search.get("to")];
  return {
    from: isLocalDate(from) ? startOfLocalDay(from, zone).toISOString() : null,
    until: endOf(isLocalDate(to) ? startOfLocalDay(addDays(to, 1), zone).toISOString() : null, asOf),
    filtered: isLocalDate(from) || isLocalDate(to),
  };
}

export function DaysFilter() {
  const { t } = useTranslation("player");
  const { t: shared } = useTranslation("shared");
  const [search, patch] = usePatchParams();
  const [from, to] = [search.get("from"), search.get("to")];
  return (
    <DatePicker.RangePicker
      className={styles.range ?? ""}
      aria-label={t("filter.days")}
      placeholder={[shared("period.from"), shared("period.to")]}
      allowEmpty={[true, true]}
      value={[isLocalDate(from) ? dayjs(from) : null, isLocalDate(to) ? dayjs(to) : null]}
      onChange={(range) =>
        patch({
          from: range?.[0]?.format("YYYY-MM-DD") ?? null,
          to: range?.[1]?.format("YYYY-MM-DD") ?? null,
          cursor: null,
        })
      }
    />
  );
}
