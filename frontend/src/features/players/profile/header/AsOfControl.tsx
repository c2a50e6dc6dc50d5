/** Chooses the moment at which the account is looked at. */
import { HistoryOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { localDateOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import { MomentPicker } from "@/shared/period/MomentPicker";
import { usePatchParams } from "@/shared/url/params";
import { QUICK_PICKS, quickPick } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import styles from "./header.module.css";

export function AsOfControl() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { player, zone, asOf } = usePlayerView();
  const [, patch] = usePatchParams();
  const [open, setOpen] = useState(false);
  const choose = (at: string | null) => {
    patch({ at, cursor: null });
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("asOf.heading")}
      content={
        <div className={styles.asOf}>
          <div className={styles.picks} role="group" aria-label={t("asOf.quick")}>
            {QUICK_PICKS.map((pick) => (
              <Button
                key={pick}
                size="small"
                shape="round"
                onClick={() => choose(quickPick(pick, new Date(), localDateOf(new Date(), zone), zone))}
              >
                {t(`asOf.pick.${pick}`)}
              </Button>
            ))}
            <Button size="small" shape="round" onClick={() => choose(new Date(player.registered_at).toISOString())}>
              {t("asOf.pick.registration")}
            </Button>
          </div>
          <MomentPicker zone={zone} side="past" label={t("asOf.moment")} value={asOf} onChange={choose} />
          <span className={styles.faint}>{format.zone(zone)}</span>
        </div>
      }
    >
      <Button icon={<HistoryOutlined />} type={asOf ? "primary" : "default"} aria-haspopup="dialog">
        {asOf ? format.instant(asOf, zone) : t("asOf.open")}
      </Button>
    </Popover>
  );
}
