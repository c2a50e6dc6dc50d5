/** How fresh the figures are, and whether they move by themselves. */
import { Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Freshness } from "@/shared/figure/types";
import { utcText } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import styles from "./Status.module.css";
import type { StreamState } from "./stream";

const WEEK_MS = 7 * 86_400_000;

/** The clock, moving every few seconds so that "3 minutes ago" stays true. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function FreshnessLine({ freshness, zone }: { freshness: Freshness | null; zone: string }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const ticking = useNow(5_000);
  if (!freshness) return null;
  const at = freshness.last_activity_at;
  if (!at) return <span>{t("fresh.never")}</span>;
  // Figures may arrive between two ticks of the clock; they never lie in the future.
  const now = Math.max(ticking, Date.parse(at));
  const old = now - Date.parse(at) > WEEK_MS;
  return (
    <span>
      <time dateTime={at} title={utcText(at)}>
        {t("fresh.lastActivity", { when: old ? format.instant(at, zone) : format.ago(at, now) })}
      </time>
      {freshness.lag_seconds === null ? null : (
        <> · {t("fresh.behind", { span: format.span(freshness.lag_seconds) })}</>
      )}
    </span>
  );
}

export function LiveBadge({ state }: { state: StreamState }) {
  const { t } = useTranslation("dashboard");
  return (
    <Tooltip title={t(`live.hint.${state}`)}>
      <span className={styles.badge} data-state={state} role="status" aria-label={t("live.label")}>
        <span className={styles.dot} aria-hidden="true" />
        {t(`live.${state}`)}
      </span>
    </Tooltip>
  );
}
