/** The jobs of an operator as a table: what, whose, how far, what next. */
import { CloudDownloadOutlined } from "@ant-design/icons";
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { Blank } from "@/shared/ui/Blank";
import { InstantText } from "@/shared/ui/InstantText";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { describeJob } from "./describe";
import { JobProgress } from "./JobProgress";
import { JobSteps } from "./JobSteps";
import styles from "./Jobs.module.css";
import type { Job } from "./types";

interface Props {
  operator: Operator;
  jobs: Job[] | undefined;
  loading: boolean;
  onResults: (job: Job) => void;
}

export function JobsTable({ operator, jobs, loading, onResults }: Props) {
  const { t } = useTranslation("jobs");
  return (
    <ScrollTable label={t("title")}>
      <Table<Job>
        rowKey="id"
        pagination={false}
        loading={loading}
        scroll={{ x: 980 }}
        dataSource={jobs ?? []}
        locale={{
          emptyText: loading ? (
            <span />
          ) : (
            <Blank icon={<CloudDownloadOutlined />} title={t("none")}>
              {t("noneDetail")}
            </Blank>
          ),
        }}
        columns={[
          {
            title: t("list.what"),
            rowScope: "row",
            render: (_, job) => (
              <span className={styles.what}>
                {describeJob(job, t)}
                <span className={styles.figures}>
                  {[job.reason, job.kind === "export" && !job.masked ? t("clear") : null].filter(Boolean).join(" · ")}
                </span>
              </span>
            ),
          },
          { title: t("list.progress"), render: (_, job) => <JobProgress job={job} label={describeJob(job, t)} /> },
          { title: t("list.by"), dataIndex: "started_by" },
          {
            title: t("list.started"),
            render: (_, job) => <InstantText at={job.created_at} zone={operator.timezone} />,
          },
          {
            title: t("list.expires"),
            render: (_, job) => (
              <InstantText at={job.state === "done" ? job.expires_at : null} zone={operator.timezone} />
            ),
          },
          {
            title: t("list.steps"),
            render: (_, job) => <JobSteps job={job} label={describeJob(job, t)} onResults={onResults} />,
          },
        ]}
      />
    </ScrollTable>
  );
}
