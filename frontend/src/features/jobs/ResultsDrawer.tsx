/** What a bulk action did to each player, in the order in which it was done. */
import { Button, Checkbox, Drawer, Empty, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { useCarriedPath } from "@/shared/url/params";
import { useBulkResults } from "./api/listBulkResults";
import { describeJob } from "./describe";
import { JobProgress } from "./JobProgress";
import styles from "./Jobs.module.css";
import type { BulkResult, Job } from "./types";

const TONES: Record<BulkResult["outcome"], Tone> = { done: "good", unchanged: "plain", failed: "bad" };

export function ResultsDrawer({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("shared");
  const carriedPath = useCarriedPath();
  const [failedOnly, setFailedOnly] = useState(false);
  const results = useBulkResults(job, failedOnly);
  const label = describeJob(job, t);
  return (
    <Drawer
      open
      size={720}
      title={t("results.title", { job: label })}
      onClose={onClose}
      closable={{ "aria-label": shared("close") }}
    >
      <div className={styles.resultTools}>
        <JobProgress job={job} label={label} />
        <Checkbox checked={failedOnly} onChange={(event) => setFailedOnly(event.target.checked)}>
          {t("results.failedOnly")}
        </Checkbox>
      </div>
      {results.isError ? <Problem error={results.error} onRetry={() => void results.refetch()} /> : null}
      <Table<BulkResult>
        size="small"
        rowKey="player_id"
        pagination={false}
        loading={results.isPending}
        dataSource={results.data?.pages.flatMap((page) => page.items) ?? []}
        locale={{
          emptyText: results.isPending ? (
            <span />
          ) : (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(failedOnly ? "results.noFailed" : "results.none")}
            />
          ),
        }}
        columns={[
          {
            title: t("column.username"),
            rowScope: "row",
            render: (_, { player_id, username }) => (
              <Link to={carriedPath(`/players/${player_id}`)}>{username || player_id}</Link>
            ),
          },
          { title: t("column.external_id"), dataIndex: "external_id" },
          {
            title: t("results.outcome"),
            render: (_, { outcome }) => <Pill tone={TONES[outcome]}>{t(`results.outcomes.${outcome}`)}</Pill>,
          },
          {
            title: t("results.why"),
            render: (_, { reason, message }) =>
              reason ? t(`results.reason.${reason}`, { defaultValue: message }) : null,
          },
        ]}
      />
      {results.hasNextPage ? (
        <div className={styles.more}>
          <Button loading={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            {shared("more")}
          </Button>
        </div>
      ) : null}
    </Drawer>
  );
}
