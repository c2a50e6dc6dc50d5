/** Manual credits and debits that wait for a second person, and those that were decided. */
import { SafetyOutlined } from "@ant-design/icons";
import { Button, Select, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAdjustments } from "@/shared/adjustment/api/listAdjustments";
import { ADJUSTMENT_STATES } from "@/shared/adjustment/types";
import { useOperator } from "@/shared/scope/ScopeContext";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Page } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import styles from "./ApprovalsPage.module.css";
import { ApprovalsTable } from "./ApprovalsTable";
import { LimitsDialog } from "./LimitsDialog";
import { RequestDrawer } from "./RequestDrawer";
import "@/shared/adjustment/messages";
import "./messages";

const DECIDED = ADJUSTMENT_STATES.filter((state) => state !== "waiting");
const ROWS = 50;
const REFRESH_MS = 15_000;

export function ApprovalsPage() {
  const { t } = useTranslation("approvals");
  const { t: adjustment } = useTranslation("adjustment");
  const operator = useOperator();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const [limits, setLimits] = useState(false);
  const decided = search.get("tab") === "decided";
  const state = DECIDED.find((each) => each === search.get("state")) ?? null;
  const requests = useAdjustments(
    { operatorId: operator.id, state: decided ? state : "waiting", cursor: paging.cursor, limit: ROWS },
    decided || paging.cursor ? false : REFRESH_MS,
  );
  const rows = (requests.data?.items ?? []).filter((each) => !decided || each.state !== "waiting");
  const opened = search.get("request");

  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={
        <Button icon={<SafetyOutlined />} onClick={() => setLimits(true)}>
          {t("limits.open")}
        </Button>
      }
    >
      <Tabs
        aria-label={t("title")}
        activeKey={decided ? "decided" : "waiting"}
        onChange={(tab) => patch({ tab: tab === "decided" ? tab : null, state: null, request: null, cursor: null })}
        items={(["waiting", "decided"] as const).map((tab) => ({
          key: tab,
          label: t(`tab.${tab}`),
          children:
            (tab === "decided") === decided ? (
              <div className={styles.stack}>
                {decided ? (
                  <div className={styles.bar}>
                    <Select
                      aria-label={t("filter")}
                      placeholder={t("filter")}
                      allowClear
                      value={state}
                      options={DECIDED.map((value) => ({ value, label: adjustment(`state.${value}`) }))}
                      onChange={(value: string | undefined) => patch({ state: value ?? null, cursor: null })}
                    />
                  </div>
                ) : null}
                {requests.isError ? <Problem error={requests.error} onRetry={() => void requests.refetch()} /> : null}
                <Card flush>
                  <ApprovalsTable
                    rows={rows}
                    decided={decided}
                    loading={requests.isPending || requests.isPlaceholderData}
                    failed={requests.isError}
                    zone={operator.timezone}
                    onOpen={(request) => patch({ request })}
                  />
                </Card>
                <CursorPager page={requests.data} busy={requests.isPlaceholderData} paging={paging} />
              </div>
            ) : null,
        }))}
      />
      <RequestDrawer
        request={opened ? (requests.data?.items.find((each) => each.id === opened) ?? null) : null}
        operator={operator}
        onClose={() => patch({ request: null })}
      />
      {limits ? <LimitsDialog operator={operator} onClose={() => setLimits(false)} /> : null}
    </Page>
  );
}
