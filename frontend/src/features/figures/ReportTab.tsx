/** A month's figures for a regulator as a signed file, and those that were issued before. */
import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Table, type TableColumnsType } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { save } from "@/shared/exporting/ExportMenu";
import { localDateOf } from "@/shared/format/time";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CopyText } from "@/shared/ui/CopyText";
import { InstantText } from "@/shared/ui/InstantText";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { fetchReport, useReports } from "./api/reports";
import type { Report } from "./api/types";
import styles from "./FiguresPage.module.css";

export function ReportTab({ operator }: { operator: Operator }) {
  const { t } = useTranslation("figures");
  const { t: shared } = useTranslation("shared");
  const client = useQueryClient();
  const reports = useReports(operator.id);
  const thisMonth = dayjs(localDateOf(new Date(), operator.timezone)).startOf("month");
  const [month, setMonth] = useState<Dayjs>(() => thisMonth.subtract(1, "month"));
  const issue = useMutation({
    mutationFn: (asked: { month: string; revision: number | null }) =>
      fetchReport(operator.id, asked.month, asked.revision),
    onSuccess: ({ blob, name }) => {
      save(blob, name);
      void client.invalidateQueries({ queryKey: ["regulator-reports", operator.id] });
    },
  });
  const columns: TableColumnsType<Report> = [
    { key: "month", title: t("report.month"), rowScope: "row", dataIndex: "month" },
    { key: "revision", title: t("report.revision"), align: "right", dataIndex: "revision" },
    {
      key: "at",
      title: t("report.at"),
      render: (_, each) => <InstantText at={each.issued_at} zone={operator.timezone} />,
    },
    { key: "by", title: t("rules.by"), dataIndex: "issued_by" },
    {
      key: "sha",
      title: "SHA-256",
      render: (_, each) => <CopyText text={each.sha256} shown={`${each.sha256.slice(0, 16)}…`} />,
    },
    {
      key: "get",
      title: <span className="visually-hidden">{t("report.again")}</span>,
      align: "right",
      render: (_, each) => (
        <Button type="link" size="small" onClick={() => issue.mutate({ month: each.month, revision: each.revision })}>
          {t("report.again")}
          <span className="visually-hidden">
            : {each.month}, {each.revision}
          </span>
        </Button>
      ),
    },
  ];
  return (
    <>
      {issue.isError ? <Problem error={issue.error} heading={t("report.failed")} /> : null}
      {reports.isError ? <Problem error={reports.error} onRetry={() => void reports.refetch()} /> : null}
      <Card title={t("report.title")} note={t("report.note")} flush>
        <div className={`${styles.bar} ${styles.inset}`}>
          <DatePicker
            picker="month"
            aria-label={t("report.month")}
            allowClear={false}
            value={month}
            disabledDate={(day) => !day.isBefore(thisMonth)}
            onChange={(next) => next && setMonth(next)}
          />
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            loading={issue.isPending}
            onClick={() => issue.mutate({ month: month.format("YYYY-MM"), revision: null })}
          >
            {t("report.issue")}
          </Button>
        </div>
        <ScrollTable label={shared("chart.table", { chart: t("report.title") })}>
          <Table<Report>
            aria-label={t("report.title")}
            size="middle"
            rowKey={(each) => `${each.month} ${each.revision}`}
            columns={columns}
            dataSource={reports.data ?? []}
            loading={reports.isPending}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: reports.isPending ? " " : <Blank title={t("report.none")} /> }}
          />
        </ScrollTable>
      </Card>
    </>
  );
}
