/** One operator: where it stands, what it is set to, what happened to it, and what can be done. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Skeleton, Tabs } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { operatorsWith } from "@/shared/session/reach";
import { usePermitted, useSession } from "@/shared/session/SessionContext";
import { Page } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useCarriedPath, usePatchParams } from "@/shared/url/params";
import { useOperatorDetails } from "../api/getOperator";
import type { Operator, OperatorStatus } from "../api/types";
import { OperatorStatusTag } from "../Words";
import { HistoryTab } from "./HistoryTab";
import { Notices } from "./Notices";
import { OperatorContext } from "./OperatorContext";
import styles from "./page.module.css";
import { type Decision, ReasonDialog } from "./ReasonDialog";
import { Settings } from "./Settings";
import { SettingsDialog } from "./SettingsDialog";
import { StepDialog } from "./StepDialog";
import { Steps } from "./Steps";
import { TrailTab } from "./TrailTab";
import "../messages";

const TABS = ["settings", "history", "audit"] as const;

type Open = { dialog: "settings" } | { dialog: "step"; to: OperatorStatus } | { dialog: "decide"; kind: Decision };

export function OperatorPage() {
  const { t } = useTranslation("operators");
  const { operatorId = "" } = useParams();
  const operator = useOperatorDetails(operatorId);
  const { operators } = useSession();
  const [search, patch] = usePatchParams();
  const op = search.get("op");
  const within = operators.some(({ id }) => id === operatorId);
  // The bar at the top names the operator that the page is about.
  useEffect(() => {
    if (within && op !== operatorId) patch({ op: operatorId }, { replace: true });
  }, [within, op, operatorId, patch]);
  if (!operator.data)
    return (
      <Page title={t("page.title")} subtitle={<BackLink />}>
        {operator.isError ? (
          <Problem error={operator.error} onRetry={() => void operator.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </Page>
    );
  // What is open or typed belongs to one operator.
  return <Loaded key={operatorId} operator={operator.data} />;
}

function BackLink() {
  const { t } = useTranslation("operators");
  const carried = useCarriedPath();
  const permitted = usePermitted("metrics.read");
  return permitted ? (
    <Link className={styles.back} to={carried("/operators")}>
      <ArrowLeftOutlined aria-hidden="true" /> {t("page.back")}
    </Link>
  ) : null;
}

function Loaded({ operator }: { operator: Operator }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const me = useSession();
  const { tab } = useParams();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const seesTrail = operatorsWith(me, "audit.read").some(({ id }) => id === operator.id);
  const tabs = TABS.filter((each) => each !== "audit" || seesTrail);
  const chosen = tabs.find((each) => each === tab) ?? "settings";
  const decide = (kind: Decision) => setOpen({ dialog: "decide", kind });
  const content = {
    settings: <Settings onEdit={() => setOpen({ dialog: "settings" })} />,
    history: <HistoryTab />,
    audit: <TrailTab />,
  };
  return (
    <OperatorContext.Provider value={operator}>
      <Page
        title={operator.name}
        heading={
          <span className={styles.heading}>
            {operator.name} <OperatorStatusTag status={operator.status} />
          </span>
        }
        subtitle={
          <span className={styles.subtitle}>
            <BackLink />
            <span>{operator.company_name}</span>
            <span>
              {t("page.since", {
                status: t(`status.${operator.status}`),
                when: format.instant(operator.status_since, operator.timezone),
              })}
            </span>
            <span>{format.zone(operator.timezone)}</span>
          </span>
        }
        actions={<Steps onStep={(to) => setOpen({ dialog: "step", to })} onAskToClose={() => decide("ask_close")} />}
      >
        <Notices onDecide={decide} />
        <Tabs
          aria-label={t("page.title")}
          activeKey={chosen}
          onChange={(to) =>
            void navigate(`/operators/${operator.id}${to === "settings" ? "" : `/${to}`}?op=${operator.id}`)
          }
          items={tabs.map((each) => ({
            key: each,
            label: t(`tab.${each}`),
            children: each === chosen ? <div className={styles.tab}>{content[each]}</div> : null,
          }))}
        />
      </Page>
      {open?.dialog === "settings" ? <SettingsDialog onClose={close} /> : null}
      {open?.dialog === "step" ? <StepDialog to={open.to} onClose={close} /> : null}
      {open?.dialog === "decide" ? <ReasonDialog kind={open.kind} onClose={close} /> : null}
    </OperatorContext.Provider>
  );
}
