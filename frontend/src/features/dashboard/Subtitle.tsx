/** Which days are shown, what they are compared with, up to when, and in whose time. */
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import type { Period } from "@/shared/period/period";
import type { Dashboard } from "./api/types";
import styles from "./DashboardPage.module.css";

interface Props {
  dashboard: Dashboard | undefined;
  period: Period;
  zone: string;
  /** All operators shown have this zone. */
  shared: boolean;
}

export function Subtitle({ dashboard, period, zone, shared }: Props) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const known = shared || zone === "UTC";
  // The clock alone, taken from the same words that the rest of the page uses.
  const clock = (at: string) => /\d{2}:\d{2}$/.exec(formatInstant(at, zone, format.locale))?.[0] ?? "";
  const days = format.range(period.from, period.to);
  const said = () => {
    if (!dashboard?.previous_from || !dashboard.previous_to) {
      return dashboard?.until ? t("until", { days, time: clock(dashboard.until) }) : days;
    }
    const previous = format.range(dashboard.previous_from, dashboard.previous_to);
    if (dashboard.until && dashboard.previous_until)
      return t("comparedUntil", {
        days,
        time: clock(dashboard.until),
        previous,
        previousTime: clock(dashboard.previous_until),
      });
    return t("compared", { days, previous });
  };
  return (
    <>
      {said()} · <span className={styles.zone}>{known ? format.zone(zone) : t("zonesDiffer")}</span>
    </>
  );
}
