/** One player: who it is, what stands on the account, everything that happened to it, and what can be done. */
import { Alert, Button, Skeleton } from "antd";
import { type ComponentType, lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ApiError } from "@/shared/api/client";
import type { PlayerProfile } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { usePreference } from "@/shared/preference/preference";
import { useOperator } from "@/shared/scope/ScopeContext";
import { useSession } from "@/shared/session/SessionContext";
import { Page } from "@/shared/ui/Page";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { usePatchParams } from "@/shared/url/params";
import { usePlayer } from "../api/getPlayer";
import { ActionBar } from "./actions/ActionBar";
import type { OpenAction } from "./actions/ActionDialogs";
import { ActionsContext } from "./actions/ActionsContext";
import { actionsFor } from "./actions/actions";
import { readAsOf } from "./asOf";
import { AsOfControl } from "./header/AsOfControl";
import { BackLink, Heading, Ids } from "./header/Heading";
import { Notices } from "./header/Notices";
import { Summary } from "./header/Summary";
import { PlayerContext, type PlayerView } from "./PlayerContext";
import { PlayerTabs, type TicketsTabProps } from "./PlayerTabs";
import { ShortcutsHelp } from "./shortcuts/ShortcutsHelp";
import { useShortcuts } from "./shortcuts/useShortcuts";
import { TAB_PERMISSIONS, TABS, type Tab, tabPath } from "./tabs";
import "./messages";

const ActionDialogs = lazy(() => import("./actions/ActionDialogs"));

interface Props {
  /** The tickets of the player are another feature's; the app joins them. */
  Tickets?: ComponentType<TicketsTabProps>;
}

export function ProfilePage({ Tickets }: Props) {
  const { t } = useTranslation("player");
  const { playerId = "" } = useParams();
  const operator = useOperator();
  const [search] = usePatchParams();
  const at = search.get("at");
  const asOf = useMemo(() => readAsOf(at, new Date()), [at]);
  const profile = usePlayer(operator.id, playerId, asOf);
  if (!profile.data)
    return (
      <Page title={t("title")} subtitle={<BackLink />}>
        {profile.isError ? (
          <>
            {asOf ? <NotThen asOf={asOf} error={profile.error} /> : null}
            {isUnknownThen(profile.error) ? null : (
              <Problem error={profile.error} onRetry={() => void profile.refetch()} />
            )}
          </>
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </Page>
    );
  return (
    <Loaded
      // What is open or typed belongs to one player at one moment.
      key={`${playerId}/${asOf}`}
      profile={profile.data}
      asOf={asOf}
      {...(Tickets ? { Tickets } : {})}
    />
  );
}

function isUnknownThen(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "PLAYER_UNKNOWN_THEN";
}

/** The way back from a moment that cannot be shown. */
function NotThen({ asOf, error }: { asOf: string; error: unknown }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const operator = useOperator();
  const [, patch] = usePatchParams();
  const when = format.instant(asOf, operator.timezone, true);
  return (
    <Alert
      type="info"
      showIcon
      title={t(isUnknownThen(error) ? "asOf.unknown" : "asOf.title", { when })}
      action={
        <Button type="primary" onClick={() => patch({ at: null })}>
          {t("asOf.back")}
        </Button>
      }
    />
  );
}

function Loaded({ profile, asOf, Tickets }: Props & { profile: PlayerProfile; asOf: string | null }) {
  const operator = useOperator();
  const { permissions } = useSession();
  const { tab } = useParams();
  const navigate = useNavigate();
  const { player, open_sessions } = profile;
  const [open, setOpen] = useState<OpenAction | null>(null);
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = usePreference("player.keys", ["on", "off"] as const, "on");

  const view = useMemo(
    (): PlayerView => ({ operator, player, profile, zone: operator.timezone, asOf }),
    [operator, player, profile, asOf],
  );
  const actions = useMemo(
    () => ({ available: asOf ? [] : actionsFor(player, open_sessions, permissions), open: setOpen }),
    [asOf, player, open_sessions, permissions],
  );
  const tabs = TABS.filter((each) => {
    const needed = TAB_PERMISSIONS[each];
    return (!needed || permissions.includes(needed)) && (each !== "tickets" || Tickets !== undefined);
  });
  const chosen = tabs.find((each) => each === tab) ?? "overview";
  const go = (to: Tab) => void navigate(tabPath(player.id, to, operator.id, asOf));

  useShortcuts(keys === "on" && open === null && !help, (command) => {
    if (command.kind === "help") setHelp(true);
    else if (command.kind === "action") {
      if (actions.available.includes(command.action)) setOpen({ action: command.action });
    } else {
      const to = tabs[command.index];
      if (to) go(to);
    }
  });

  return (
    <PlayerContext.Provider value={view}>
      <ActionsContext.Provider value={actions}>
        <Page
          title={player.username}
          heading={<Heading />}
          subtitle={<Ids />}
          actions={
            <>
              <AsOfControl />
              <ActionBar />
            </>
          }
        >
          <MissingParts missing={profile.missing} />
          <Notices />
          <Summary />
          <PlayerTabs
            tabs={tabs}
            chosen={chosen}
            onGo={go}
            onHelp={() => setHelp(true)}
            {...(Tickets ? { Tickets } : {})}
          />
        </Page>
        {open ? (
          <Suspense fallback={null}>
            <ActionDialogs open={open} onClose={() => setOpen(null)} />
          </Suspense>
        ) : null}
        {help ? (
          <ShortcutsHelp
            tabs={tabs}
            available={actions.available}
            enabled={keys === "on"}
            onEnable={(on) => setKeys(on ? "on" : "off")}
            onClose={() => setHelp(false)}
          />
        ) : null}
      </ActionsContext.Provider>
    </PlayerContext.Provider>
  );
}
