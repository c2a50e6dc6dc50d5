/** The jobs under way, at hand on every page: how many run, how far the newest are, a word when one has ended. */
import { CloudSyncOutlined } from "@ant-design/icons";
import { App, Badge, Popover } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Operator } from "@/shared/api/types";
import { IconButton } from "@/shared/ui/IconButton";
import { useJobs } from "./api/listJobs";
import { describeJob } from "./describe";
import { JobProgress } from "./JobProgress";
import { JobSteps } from "./JobSteps";
import styles from "./Jobs.module.css";
import { isActive } from "./progress";
import type { Job } from "./types";
import "./messages";

const NEWEST = 5;

export function JobsTray({ operator }: { operator: Operator }) {
  const { t } = useTranslation("jobs");
  const [open, setOpen] = useState(false);
  const jobs = useJobs({ operatorId: operator.id, limit: NEWEST });
  const own = jobs.data?.items.filter((job) => job.own) ?? [];
  const active = own.filter(isActive).length;
  useEndings(own);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("tray.title")}
      content={
        <div className={styles.tray}>
          {own.length === 0 ? <span className={styles.figures}>{t("none")}</span> : null}
          <ul className={styles.trayList}>
            {own.map((job) => (
              <li key={job.id} className={styles.what}>
                <span className={styles.trayHead}>
                  <span>{describeJob(job, t)}</span>
                  <JobSteps job={job} label={describeJob(job, t)} />
                </span>
                <JobProgress job={job} label={describeJob(job, t)} />
              </li>
            ))}
          </ul>
          <Link to={`/jobs?op=${encodeURIComponent(operator.id)}`} onClick={() => setOpen(false)}>
            {t("tray.all")}
          </Link>
        </div>
      }
    >
      <Badge count={active} size="small" offset={[-6, 6]}>
        <IconButton
          label={active > 0 ? t("tray.running", { count: active }) : t("tray.title")}
          icon={<CloudSyncOutlined />}
        />
      </Badge>
    </Popover>
  );
}

/** Says once when a job that was seen under way has ended. */
function useEndings(jobs: readonly Job[]): void {
  const { t } = useTranslation("jobs");
  const { message } = App.useApp();
  const running = useRef(new Set<string>());
  useEffect(() => {
    for (const job of jobs) {
      if (isActive(job)) running.current.add(job.id);
      else if (running.current.delete(job.id)) {
        const say = job.state === "done" ? (job.failed > 0 ? message.warning : message.success) : message.warning;
        void say(t(`tray.ended.${job.state}`, { job: describeJob(job, t) }));
      }
    }
  }, [jobs, message, t]);
}
