/** The parts of the page behind their tabs; only the one that is open is there. */
import { QuestionCircleOutlined } from "@ant-design/icons";
import { Tabs } from "antd";
import { type ComponentType, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { IconButton } from "@/shared/ui/IconButton";
import { BalanceTab } from "./history/BalanceTab";
import { BansTab } from "./history/BansTab";
import { BetsTab } from "./history/BetsTab";
import { LinkedTab } from "./history/LinkedTab";
import { NotesTab } from "./history/NotesTab";
import { RevisionsTab } from "./history/RevisionsTab";
import { SessionsTab } from "./history/SessionsTab";
import { TrailTab } from "./history/TrailTab";
import { OverviewTab } from "./overview/OverviewTab";
import { usePlayerView } from "./PlayerContext";
import styles from "./ProfilePage.module.css";
import type { Tab } from "./tabs";

export interface TicketsTabProps {
  playerId: string;
  operator: Operator;
}

interface Props {
  tabs: readonly Tab[];
  chosen: Tab;
  onGo: (tab: Tab) => void;
  onHelp: () => void;
  Tickets?: ComponentType<TicketsTabProps>;
}

export function PlayerTabs({ tabs, chosen, onGo, onHelp, Tickets }: Props) {
  const { t } = useTranslation("player");
  const { operator, player } = usePlayerView();
  const content = useMemo((): Record<Tab, ReactNode> => {
    return {
      overview: <OverviewTab />,
      balance: <BalanceTab />,
      bets: <BetsTab />,
      sessions: <SessionsTab />,
      tickets: Tickets ? <Tickets operator={operator} playerId={player.id} /> : null,
      notes: <NotesTab />,
      linked: <LinkedTab />,
      bans: <BansTab />,
      revisions: <RevisionsTab />,
      audit: <TrailTab />,
    };
  }, [Tickets, operator, player.id]);
  return (
    <div className={styles.tabs}>
      {/* Beside the list of tabs, which may hold nothing but tabs. */}
      <IconButton
        className={styles.help ?? ""}
        label={t("keys.open")}
        icon={<QuestionCircleOutlined />}
        onClick={onHelp}
      />
      <Tabs
        aria-label={t("tab.label")}
        activeKey={chosen}
        onChange={(tab) => onGo(tab as Tab)}
        items={tabs.map((tab) => ({
          key: tab,
          label: t(`tab.${tab}`),
          children: tab === chosen ? <div className={styles.tab}>{content[tab]}</div> : null,
        }))}
      />
    </div>
  );
}
