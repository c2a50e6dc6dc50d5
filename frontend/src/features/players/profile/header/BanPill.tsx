/** One ban in force: what it keeps from and until when; reason, author and lifting on hover, focus or tap. */
import { StopOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { Ban } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { Pill } from "@/shared/ui/Pill";
import { useActions } from "../actions/ActionsContext";
import { usePlayerView } from "../PlayerContext";
import styles from "./header.module.css";

export function BanPill({ ban }: { ban: Ban }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { zone } = usePlayerView();
  const actions = useActions();
  const scope = t(`scope.${ban.scope}`, { defaultValue: ban.scope });
  return (
    <Popover
      trigger={["hover", "focus", "click"]}
      title={t("header.banned", { scope })}
      content={
        <div className={styles.hintBody}>
          <p>{ban.reason}</p>
          <p className={styles.faint}>
            {t("header.banBy", { by: ban.by, when: format.instant(ban.placed_at, zone) })}
            <br />
            {ban.expires_at
              ? t("header.banUntil", { when: format.instant(ban.expires_at, zone) })
              : t("header.banForever")}
          </p>
          {actions.available.includes("lift") ? (
            <Button size="small" onClick={() => actions.open({ action: "lift", scope: ban.scope })}>
              {t("action.lift")}
            </Button>
          ) : null}
        </div>
      }
    >
      <button type="button" className={styles.hint}>
        <Pill tone="bad" icon={<StopOutlined />}>
          {scope} ·{" "}
          {ban.expires_at ? t("header.until", { when: format.instant(ban.expires_at, zone) }) : t("header.withoutEnd")}
        </Pill>
      </button>
    </Popover>
  );
}
