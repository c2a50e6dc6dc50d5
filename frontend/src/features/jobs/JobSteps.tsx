/** What may be done with a job: cancel, resume, download, see the results. */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { apiUrl } from "@/shared/api/client";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { useSteerJob } from "./api/steerJob";
import styles from "./Jobs.module.css";
import { possible } from "./progress";
import type { Job } from "./types";

interface Props {
  job: Job;
  label: string;
  onResults?: ((job: Job) => void) | undefined;
}

export function JobSteps({ job, label, onResults }: Props) {
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const problemText = useProblemText();
  const steer = useSteerJob();
  const may = possible(job, Date.now());
  const go = (way: "cancel" | "resume") =>
    steer.mutate({ job, way }, { onError: (error) => void message.error(problemText(error)) });
  return (
    <span className={styles.steps}>
      {may.download ? (
        <Button
          size="small"
          type="primary"
          icon={<DownloadOutlined />}
          href={apiUrl(`/jobs/${encodeURIComponent(job.id)}/file`, { operator_id: job.operator_id })}
          download={job.file_name ?? true}
          aria-label={t("step.downloadOf", { job: label })}
        >
          {t("step.download")}
        </Button>
      ) : null}
      {may.results && onResults ? (
        <Button size="small" aria-label={t("step.resultsOf", { job: label })} onClick={() => onResults(job)}>
          {t("step.results")}
        </Button>
      ) : null}
      {may.resume ? (
        <Button
          size="small"
          loading={steer.isPending}
          aria-label={t("step.resumeOf", { job: label })}
          onClick={() => go("resume")}
        >
          {t("step.resume")}
        </Button>
      ) : null}
      {may.cancel ? (
        <Popconfirm
          title={t("step.cancelSure")}
          description={t(job.kind === "bulk" ? "step.cancelBulk" : "step.cancelExport")}
          okText={t("step.cancel")}
          cancelText={shared("close")}
          onConfirm={() => go("cancel")}
        >
          <Button size="small" loading={steer.isPending} aria-label={t("step.cancelOf", { job: label })}>
            {t("step.cancel")}
          </Button>
        </Popconfirm>
      ) : null}
    </span>
  );
}
