/** Exports and bulk actions at an operator, with their progress, files and results. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useOperator } from "@/shared/scope/ScopeContext";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { useSizedPaging } from "@/shared/ui/useSizedPaging";
import { usePatchParams } from "@/shared/url/params";
import { useJobs } from "./api/listJobs";
import { JobsTable } from "./JobsTable";
import { ResultsDrawer } from "./ResultsDrawer";
import type { JobKind } from "./types";
import "./messages";

const KINDS = ["export", "bulk"] as const satisfies readonly JobKind[];

export function JobsPage() {
  const { t } = useTranslation("jobs");
  const operator = useOperator();
  const [search, patch] = usePatchParams();
  const paging = useSizedPaging("jobs.size", "25");
  const kind = KINDS.find((each) => each === search.get("kind")) ?? null;
  const jobs = useJobs({ operatorId: operator.id, kind, cursor: paging.cursor, limit: paging.limit });
  const shown = jobs.data?.items.find((job) => job.id === search.get("results"));
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={
        <Segmented<JobKind | "all">
          aria-label={t("list.kind")}
          value={kind ?? "all"}
          options={(["all", ...KINDS] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(value) => patch({ kind: value === "all" ? null : value, cursor: null })}
        />
      }
    >
      {jobs.isError ? <Problem error={jobs.error} onRetry={() => void jobs.refetch()} /> : null}
      <MissingParts missing={jobs.data?.missing} />
      <Card flush>
        <JobsTable
          operator={operator}
          jobs={jobs.data?.items}
          loading={jobs.isPending || jobs.isPlaceholderData}
          onResults={(job) => patch({ results: job.id })}
        />
      </Card>
      <CursorPager page={jobs.data} busy={jobs.isPlaceholderData} paging={paging} />
      {shown ? <ResultsDrawer job={shown} onClose={() => patch({ results: null })} /> : null}
    </Page>
  );
}
