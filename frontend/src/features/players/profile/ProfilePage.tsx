/** One player: who it is, what stands on the account, and everything that happened to it. */
import { ArrowLeftOutlined, CheckCircleOutlined, StopOutlined } from "@ant-design/icons";
import { Alert, Button, Skeleton, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Player } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { useOperator } from "@/shared/scope/ScopeContext";
import { usePermitted } from "@/shared/session/SessionContext";
import { CopyText } from "@/shared/ui/CopyText";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { StatusTag } from "@/shared/ui/StatusTag";
import { useCarriedPath } from "@/shared/url/params";
import { usePlayer } from "../api/getPlayer";
import type { SuspensionAction } from "../api/setSuspension";
import { BalanceTab } from "./BalanceTab";
import { BetsTab } from "./BetsTab";
import { OverviewTab } from "./OverviewTab";
import styles from "./ProfilePage.module.css";
import { SessionsTab } from "./SessionsTab";
import { SuspensionDialog } from "./SuspensionDialog";
import { TrailTab } from "./TrailTab";
import "../messages";

const TABS = ["overview", "bets", "balance", "sessions", "audit"] as const;
type Tab = (typeof TABS)[number];

export function ProfilePage() {
  const { t } = useTranslation("players");
  const { playerId = "", tab } = useParams();
  const operator = useOperator();
  const carriedPath = useCarriedPath();
  const profile = usePlayer(operator.id, playerId);
  const back = (
    <Link className={styles.back} to={carriedPath("/players")}>
      <ArrowLeftOutlined aria-hidden="true" /> {t("profile.back")}
    </Link>
  );
  if (!profile.data)
    return (
      <Page title={t("title")} subtitle={back}>
        {profile.isError ? (
          <Problem error={profile.error} onRetry={() => void profile.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </Page>
    );
  const { player } = profile.data;
  const chosen = TABS.find((each) => each === tab) ?? "overview";
  return (
    <Page
      title={player.username}
      heading={
        <span className={styles.heading}>
          {player.username} <StatusTag status={player.status} />
        </span>
      }
      subtitle={
        <span className={styles.ids}>
          {back}
          <span>
            {operator.name} · {player.external_id}
          </span>
          <span>
            <CopyText text={player.id} label={t("profile.copyId")} />
          </span>
        </span>
      }
      actions={<SuspensionButtons player={player} />}
    >
      <MissingParts missing={profile.data.missing} />
      <SuspensionNotice player={player} zone={operator.timezone} />
      <ProfileTabs playerId={playerId} chosen={chosen}>
        {chosen === "overview" ? <OverviewTab profile={profile.data} operator={operator} /> : null}
        {chosen === "bets" ? <BetsTab playerId={playerId} operator={operator} /> : null}
        {chosen === "balance" ? (
          <BalanceTab
            playerId={playerId}
            operator={operator}
            currencies={profile.data.balances?.map((balance) => balance.currency) ?? []}
          />
        ) : null}
        {chosen === "sessions" ? <SessionsTab playerId={playerId} operator={operator} /> : null}
        {chosen === "audit" ? <TrailTab playerId={playerId} operator={operator} /> : null}
      </ProfileTabs>
    </Page>
  );
}

interface TabsProps {
  playerId: string;
  chosen: Tab;
  children: React.ReactNode;
}

function ProfileTabs({ playerId, chosen, children }: TabsProps) {
  const { t } = useTranslation("players");
  const mayReadAudit = usePermitted("audit.read");
  const navigate = useNavigate();
  const carriedPath = useCarriedPath();
  const shown = TABS.filter((tab) => tab !== "audit" || mayReadAudit);
  return (
    <Tabs
      aria-label={t("tab.label")}
      activeKey={chosen}
      onChange={(tab) => void navigate(carriedPath(`/players/${playerId}${tab === "overview" ? "" : `/${tab}`}`))}
      items={shown.map((tab) => ({
        key: tab,
        label: t(`tab.${tab}`),
        children: tab === chosen ? <div className={styles.tab}>{children}</div> : null,
      }))}
    />
  );
}

function SuspensionButtons({ player }: { player: Player }) {
  const { t } = useTranslation("players");
  const permitted = usePermitted("players.suspend");
  const operator = useOperator();
  const [action, setAction] = useState<SuspensionAction | null>(null);
  if (!permitted) return null;
  const next: SuspensionAction | null =
    player.status === "active" ? "suspend" : player.status === "suspended" ? "reinstate" : null;
  return (
    <>
      {next === "suspend" ? (
        <Button danger icon={<StopOutlined />} onClick={() => setAction("suspend")}>
          {t("suspend.suspend")}
        </Button>
      ) : null}
      {next === "reinstate" ? (
        <Button type="primary" icon={<CheckCircleOutlined />} onClick={() => setAction("reinstate")}>
          {t("suspend.reinstate")}
        </Button>
      ) : null}
      {action ? (
        <SuspensionDialog action={action} player={player} operator={operator} onClose={() => setAction(null)} />
      ) : null}
    </>
  );
}

function SuspensionNotice({ player, zone }: { player: Player; zone: string }) {
  const { t } = useTranslation("players");
  const format = useFormat();
  const { suspension } = player;
  if (!suspension) return null;
  const when = format.instant(suspension.at, zone);
  return (
    <Alert
      type="warning"
      showIcon
      title={t("profile.suspendedTitle")}
      description={
        suspension.by
          ? t("profile.suspendedBy", { reason: suspension.reason, by: suspension.by, when })
          : t("profile.suspendedSince", { reason: suspension.reason, when })
      }
    />
  );
}
