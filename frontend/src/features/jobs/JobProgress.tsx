/** How far a job is: a bar while it runs, then what came of it. */
import { Progress } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Pill } from "@/shared/ui/Pill";
import styles from "./Jobs.module.css";
import { isActive, percentDone, sizeText, TONES } from "./progress";
import type { Job } from "./types";

export function JobProgress({ job, label }: { job: Job; label: string }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const percent = percentDone(job);
  const figures = [
    percent === null
      ? t("progress.counting")
      : t("progress.of", { done: format.count(job.done), total: format.count(job.total) }),
    job.failed > 0 ? t("progress.failed", { count: job.failed, formatted: format.count(job.failed) }) : null,
    job.unchanged > 0
      ? t("progress.unchanged", { count: job.unchanged, formatted: format.count(job.unchanged) })
      : null,
    job.size_bytes === null || job.state !== "done" ? null : sizeText(job.size_bytes, format.locale),
  ].filter(Boolean);
  return (
    <div className={styles.progress}>
      {isActive(job) ? (
        <Progress
          percent={percent ?? 0}
          size="small"
          status="active"
          aria-label={t("progress.label", { job: label })}
        />
      ) : (
        <span>
          <Pill tone={TONES[job.state]}>{t(`state.${job.state}`)}</Pill>
        </span>
      )}
      <span className={styles.figures}>
        {job.state === "waiting" ? `${t("state.waiting")} · ` : null}
        {figures.join(" · ")}
      </span>
      {job.problem ? <span className={styles.problem}>{job.problem}</span> : null}
    </div>
  );
}
