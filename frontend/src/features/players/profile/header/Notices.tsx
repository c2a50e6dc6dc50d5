/** What must not be missed: the past, an exclusion, a suspension, a closed account, what still waits. */
import { HistoryOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAdjustments } from "@/shared/adjustment/api/listAdjustments";
import { useFormat } from "@/shared/format/useFormat";
import { useCarriedPath, usePatchParams } from "@/shared/url/params";
import { usePlayerView } from "../PlayerContext";

export function Notices() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { player, zone, asOf } = usePlayerView();
  const { exclusion, suspension } = player;
  return (
    <>
      {asOf ? <PastNotice asOf={asOf} zone={zone} /> : null}
      {exclusion ? (
        <Alert
          type="error"
          showIcon
          title={t("notice.excluded")}
          description={
            exclusion.until
              ? t("notice.excludedUntil", {
                  since: format.instant(exclusion.since, zone),
                  until: format.instant(exclusion.until, zone),
                })
              : t("notice.excludedForGood", { since: format.instant(exclusion.since, zone) })
          }
        />
      ) : null}
      {suspension ? (
        <Alert
          type="warning"
          showIcon
          title={t("notice.suspended")}
          description={
            suspension.by
              ? t("notice.suspendedBy", {
                  reason: suspension.reason,
                  by: suspension.by,
                  when: format.instant(suspension.at, zone),
                })
              : t("notice.suspendedSince", { reason: suspension.reason, when: format.instant(suspension.at, zone) })
          }
        />
      ) : null}
      {player.status === "closed" ? <Alert type="warning" showIcon title={t("notice.closed")} /> : null}
      {player.two_factor_reset_at ? (
        <Alert
          type="info"
          showIcon
          title={t("notice.twoFactor", { when: format.instant(player.two_factor_reset_at, zone) })}
        />
      ) : null}
      {asOf ? null : <WaitingNotice />}
    </>
  );
}

function PastNotice({ asOf, zone }: { asOf: string; zone: string }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const [, patch] = usePatchParams();
  return (
    <Alert
      type="info"
      showIcon
      icon={<HistoryOutlined />}
      title={t("asOf.title", { when: format.instant(asOf, zone, true) })}
      description={t("asOf.detail", { zone: format.zone(zone) })}
      action={
        <Button type="primary" onClick={() => patch({ at: null, cursor: null })}>
          {t("asOf.back")}
        </Button>
      }
    />
  );
}

/** Manual credits and debits of this player that a second person still has to decide. */
function WaitingNotice() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const carriedPath = useCarriedPath();
  const { operator, player } = usePlayerView();
  const waiting = useAdjustments({
    operatorId: operator.id,
    playerId: player.id,
    state: "waiting",
    cursor: null,
    limit: 10,
  });
  const items = waiting.data?.items ?? [];
  if (items.length === 0) return null;
  const amounts = items.map((each) => format.money(each.amount.amount, each.amount.currency)).join(", ");
  return (
    <Alert
      type="info"
      showIcon
      title={t("notice.waiting", { count: items.length, amounts })}
      action={<Link to={carriedPath("/approvals")}>{t("notice.toApprovals")}</Link>}
    />
  );
}
