/** A bulk action in two steps: what and why, then whom it meets; only the second can start it. */
import { Alert, App, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, newRequestId } from "@/shared/api/client";
import type { Operator } from "@/shared/api/types";
import { localDateOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import { Problem } from "@/shared/ui/Problem";
import { usePreviewBulk } from "../api/previewBulk";
import { useStartBulk } from "../api/startBulk";
import { describeAction } from "../describe";
import styles from "../Jobs.module.css";
import { JobsLink } from "../JobsLink";
import { fieldProblems } from "../problems";
import type { BulkAction, BulkKind, PlayersFilter } from "../types";
import { ActionFields } from "./ActionFields";
import { ACTION_FIELDS, actionOf, endOfBan, type Filled } from "./action";
import { BulkSampleTable } from "./BulkSampleTable";

const LONGEST_REASON = 500;

interface Props {
  kind: BulkKind;
  operator: Operator;
  filter: PlayersFilter;
  onClose: () => void;
  onStarted: () => void;
}

interface Decision {
  action: BulkAction;
  reason: string;
}

export function BulkDialog({ kind, operator, filter, onClose, onStarted }: Props) {
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const { message } = App.useApp();
  const [form] = Form.useForm<Filled & { lastDay?: Dayjs | null }>();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [requestId, setRequestId] = useState(newRequestId);
  const preview = usePreviewBulk(decision && { operator_id: operator.id, filter, action: decision.action });
  const start = useStartBulk();
  const refused = start.error ?? (decision ? preview.error : null);
  const problems = fieldProblems(refused, ACTION_FIELDS);
  const inForm = Object.keys(problems).length > 0;
  const looking = decision !== null && !inForm;
  const changed = start.error instanceof ApiError && start.error.reason === "SELECTION_CHANGED";
  const total = preview.data?.total;
  const none = total?.count === 0;

  const begin = () => {
    if (!decision || !total) return;
    start.mutate(
      { operator_id: operator.id, filter, ...decision, expected: total.count, request_id: requestId },
      {
        onSuccess: () => {
          void message.success({ content: <JobsLink operator={operator} text={t("bulk.started")} />, duration: 6 });
          onStarted();
        },
        // A refused decision is over; the next is a new one, on what the filter finds by then.
        onError: (error) => {
          if (!(error instanceof ApiError) || error.status === 0) return;
          setRequestId(newRequestId());
          if (error.reason === "SELECTION_CHANGED") void preview.refetch();
        },
      },
    );
  };
  const back = () => {
    setDecision(null);
    start.reset();
  };

  return (
    <Modal
      open
      width={looking ? 760 : 520}
      title={t(`bulk.title.${kind}`)}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: !start.isPending }}
      okText={
        looking && total
          ? t(total.approximate ? "bulk.startAbout" : "bulk.start", {
              count: total.count,
              formatted: format.count(total.count),
            })
          : t("bulk.preview")
      }
      cancelText={looking ? t("bulk.back") : shared("cancel")}
      cancelButtonProps={{ onClick: looking ? back : onClose }}
      okButtonProps={{
        danger: looking && kind === "ban",
        loading: start.isPending || (looking && preview.isFetching),
        disabled: looking && (!preview.isSuccess || none),
      }}
      onOk={() => (looking ? begin() : form.submit())}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        hidden={looking}
        initialValues={{ reason: "" }}
        onValuesChange={() => decision && back()}
        onFinish={({ lastDay, ...filled }) =>
          setDecision({
            action: actionOf(kind, filled, endOfBan(lastDay?.format("YYYY-MM-DD") ?? null, operator.timezone)),
            reason: filled.reason.trim(),
          })
        }
      >
        <ActionFields
          kind={kind}
          problems={problems}
          zone={format.zone(operator.timezone)}
          today={localDateOf(new Date(), operator.timezone)}
        />
        <Form.Item
          name="reason"
          label={t("reason.label")}
          extra={t("reason.hint")}
          rules={[
            { required: true, whitespace: true, message: t("reason.required") },
            { max: LONGEST_REASON, message: t("reason.tooLong") },
          ]}
          {...problems.reason}
        >
          <Input.TextArea rows={2} maxLength={LONGEST_REASON} showCount />
        </Form.Item>
      </Form>
      {looking ? (
        <>
          {changed ? (
            <Alert
              type="warning"
              showIcon
              role="alert"
              className={styles.notice ?? ""}
              title={t("bulk.changed")}
              description={t("bulk.changedDetail")}
            />
          ) : refused ? (
            <div className={styles.notice}>
              <Problem
                error={refused}
                heading={t(start.isError ? "bulk.failed" : "bulk.previewFailed")}
                onRetry={start.isError ? undefined : () => void preview.refetch()}
              />
            </div>
          ) : null}
          <p className={styles.detail}>
            {describeAction(decision.action, t)} · {decision.reason}
          </p>
          <BulkSampleTable preview={preview.data} loading={preview.isFetching} />
        </>
      ) : null}
    </Modal>
  );
}
