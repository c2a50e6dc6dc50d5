/** What can be done to the player, the usual things as buttons and the rest under "more". */
import {
  CheckCircleOutlined,
  DollarOutlined,
  EditOutlined,
  FileTextOutlined,
  LogoutOutlined,
  MobileOutlined,
  MoreOutlined,
  SafetyOutlined,
  StopOutlined,
  UnlockOutlined,
} from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/session/SessionContext";
import { usePlayerView } from "../PlayerContext";
import { useActions } from "./ActionsContext";
import { type Action, actionsFor } from "./actions";

const ICONS: Record<Action, ReactNode> = {
  note: <FileTextOutlined />,
  edit: <EditOutlined />,
  ban: <StopOutlined />,
  adjust: <DollarOutlined />,
  lift: <UnlockOutlined />,
  end_sessions: <LogoutOutlined />,
  reset_two_factor: <MobileOutlined />,
  suspend: <SafetyOutlined />,
  reinstate: <CheckCircleOutlined />,
};

const AT_HAND: readonly Action[] = ["note", "edit", "ban", "suspend", "reinstate"];

export function ActionBar() {
  const { t } = useTranslation("player");
  const { player, profile, asOf } = usePlayerView();
  const { permissions } = useSession();
  const actions = useActions();
  // In the past they are shown but lead nowhere, so that nobody looks for them.
  const shown = asOf === null ? actions.available : actionsFor(player, profile.open_sessions, permissions);
  const more = shown.filter((action) => !AT_HAND.includes(action));
  return (
    <>
      {shown
        .filter((action) => AT_HAND.includes(action))
        .map((action) => (
          <Button
            key={action}
            icon={ICONS[action]}
            danger={action === "suspend"}
            type={action === "reinstate" ? "primary" : "default"}
            disabled={asOf !== null}
            onClick={() => actions.open({ action })}
          >
            {t(`action.${action}`)}
          </Button>
        ))}
      {more.length > 0 ? (
        <Dropdown
          trigger={["click"]}
          disabled={asOf !== null}
          menu={{
            items: more.map((action) => ({ key: action, icon: ICONS[action], label: t(`action.${action}`) })),
            onClick: ({ key }) => actions.open({ action: key as Action }),
          }}
        >
          <Button icon={<MoreOutlined />} aria-haspopup="menu">
            {t("action.more")}
          </Button>
        </Dropdown>
      ) : null}
    </>
  );
}
