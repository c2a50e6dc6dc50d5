/** Who the player is, in one line: name, status, where the account stands. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { KycStatus } from "@/shared/api/types";
import { CopyText } from "@/shared/ui/CopyText";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { StatusTag } from "@/shared/ui/StatusTag";
import { useCarriedPath } from "@/shared/url/params";
import { usePlayerView } from "../PlayerContext";
import styles from "./header.module.css";

const KYC_TONES: Record<KycStatus, Tone> = {
  none: "plain",
  pending: "warn",
  verified: "good",
  rejected: "bad",
  expired: "warn",
};

export function Heading() {
  const { t } = useTranslation("player");
  const { player } = usePlayerView();
  return (
    <span className={styles.heading}>
      <span className={styles.name}>{player.username}</span>
      <StatusTag status={player.status} />
      <Pill tone={player.online ? "good" : "plain"}>{t(player.online ? "header.online" : "header.offline")}</Pill>
      <Pill tone={KYC_TONES[player.kyc_status] ?? "plain"}>
        {t("header.kyc", {
          level: player.kyc_level,
          status: t(`kyc.${player.kyc_status}`, { defaultValue: player.kyc_status }),
        })}
      </Pill>
      {player.vip_level > 0 ? <Pill tone="info">{t("header.vip", { level: player.vip_level })}</Pill> : null}
    </span>
  );
}

export function Ids() {
  const { t } = useTranslation("player");
  const { operator, player } = usePlayerView();
  return (
    <span className={styles.ids}>
      <BackLink />
      <span>{operator.name}</span>
      <CopyText text={player.external_id} label={t("header.externalId")} />
      <CopyText text={player.id} label={t("header.id")} />
    </span>
  );
}

export function BackLink() {
  const { t } = useTranslation("player");
  const carriedPath = useCarriedPath();
  return (
    <Link className={styles.back} to={carriedPath("/players")}>
      <ArrowLeftOutlined aria-hidden="true" /> {t("header.back")}
    </Link>
  );
}
