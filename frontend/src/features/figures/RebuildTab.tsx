/** Counting all figures of an operator again from the players' history, while the present ones stay shown. */
import { Alert, App, Button, Form, Progress, Skeleton, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { useFormat } from "@/shared/format/useFormat";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { isRunning, useRebuild, useSteerRebuild } from "./api/rebuild";
import type { Rebuild, RebuildDifference } from "./api/types";

/** What became of it, in one word. */
export function stateOf(rebuild: Pick<Rebuild, "state" | "cancelled" | "started_at">) {
  if (rebuild.state !== "idle") return rebuild.state;
  if (rebuild.cancelled) return "cancelled";
  return rebuild.started_at ? "done" : "idle";
}

export function RebuildTab({ operator }: { operator: Operator }) {
  const { t } = useTranslation("figures");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const rebuild = useRebuild(operator.id);
  const [asking, setAsking] = useState<"start" | "cancel" | null>(null);
  const data = rebuild.data;
  const running = isRunning(data);
  return (
    <Card
      title={t("rebuild.title")}
      note={t("rebuild.note")}
      extra={
        running ? (
          <Button danger onClick={() => setAsking("cancel")}>
            {t("rebuild.cancel")}
          </Button>
        ) : (
          <Button type="primary" disabled={!data} onClick={() => setAsking("start")}>
            {t("rebuild.start")}
          </Button>
        )
      }
    >
      {rebuild.isError ? <Problem error={rebuild.error} onRetry={() => void rebuild.refetch()} /> : null}
      {rebuild.isPending ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
      {data ? (
        <div role="status">
          <p>
            <b>{t(`rebuild.state.${stateOf(data)}`)}</b>{" "}
            {data.finished_at || data.started_at ? (
              <InstantText at={data.finished_at ?? data.started_at} zone={operator.timezone} seconds />
            ) : null}
          </p>
          {running ? (
            <>
              <Progress
                aria-label={t("rebuild.title")}
                percent={data.total > 0 ? Math.min(99, Math.floor((data.done / data.total) * 100)) : 0}
                status="active"
              />
              <p>{t("rebuild.counted", { done: format.count(data.done), total: format.count(data.total) })}</p>
            </>
          ) : null}
          {data.error ? (
            <Alert type={data.state === "failed" ? "error" : "warning"} showIcon title={data.error} />
          ) : null}
          {data.differences && !running ? (
            data.differences.length === 0 ? (
              <Alert type="success" showIcon title={t("rebuild.same")} />
            ) : (
              <>
                <Alert type="warning" showIcon title={t("rebuild.differ", { count: data.differences_total })} />
                <ScrollTable label={shared("chart.table", { chart: t("rebuild.differences") })}>
                  <Table<RebuildDifference>
                    aria-label={t("rebuild.differences")}
                    size="small"
                    rowKey={(each) => `${each.sums} ${each.day} ${each.currency} ${each.measure}`}
                    dataSource={data.differences}
                    pagination={false}
                    scroll={{ x: "max-content", y: 360 }}
                    columns={[
                      { key: "day", title: t("rates.day"), render: (_, each) => format.date(each.day) },
                      { key: "measure", title: t("rebuild.measure"), dataIndex: "measure" },
                      { key: "currency", title: t("rebuild.currency"), render: (_, each) => each.currency || "–" },
                      {
                        key: "before",
                        title: t("rebuild.before"),
                        align: "right",
                        render: (_, each) => format.count(each.before),
                      },
                      {
                        key: "after",
                        title: t("rebuild.after"),
                        align: "right",
                        render: (_, each) => format.count(each.after),
                      },
                    ]}
                  />
                </ScrollTable>
                <p>{t("rebuild.minor")}</p>
              </>
            )
          ) : null}
        </div>
      ) : null}
      {asking ? <SteerDialog operator={operator} step={asking} onClose={() => setAsking(null)} /> : null}
    </Card>
  );
}

interface SteerProps {
  operator: Operator;
  step: "start" | "cancel";
  onClose: () => void;
}

function SteerDialog({ operator, step, onClose }: SteerProps) {
  const { t } = useTranslation("figures");
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const request = useRequestId();
  const steer = useSteerRebuild(operator.id, step);
  return (
    <DecisionDialog
      title={t(step === "start" ? "rebuild.startTitle" : "rebuild.cancelTitle", { operator: operator.name })}
      detail={t(step === "start" ? "rebuild.startDetail" : "rebuild.cancelDetail")}
      confirm={t(step === "start" ? "rebuild.start" : "rebuild.cancel")}
      danger={step === "cancel"}
      form={form}
      zone={operator.timezone}
      pending={steer.isPending}
      error={steer.error}
      onClose={onClose}
      onConfirm={({ reason }) =>
        steer.mutate(
          { reason, requestId: request.id },
          {
            onSuccess: () => {
              void message.success(t(step === "start" ? "rebuild.started" : "rebuild.ended"));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    />
  );
}
