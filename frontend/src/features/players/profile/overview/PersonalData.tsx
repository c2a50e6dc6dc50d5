/** Who the player is, behind a mask until somebody lifts it on purpose. */
import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { isLocalDate } from "@/shared/period/period";
import { usePermitted } from "@/shared/session/SessionContext";
import { Card } from "@/shared/ui/Card";
import { Facts } from "@/shared/ui/Facts";
import { Problem } from "@/shared/ui/Problem";
import { useReveal } from "../../api/useReveal";
import { usePlayerView } from "../PlayerContext";

export function PersonalData() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { player, operator, asOf } = usePlayerView();
  const permitted = usePermitted("players.reveal");
  const reveal = useReveal(operator.id, player.id, asOf);
  // What was revealed of an older state is not shown as the newest.
  const shown = reveal.data?.revision === player.revision ? reveal.data : player;
  const clear = !shown.masked;
  return (
    <Card
      title={t("profile.personal")}
      note={<span aria-live="polite">{clear ? t("profile.revealed") : t("profile.masked")}</span>}
      extra={
        !permitted ? null : clear ? (
          <Button icon={<EyeInvisibleOutlined />} onClick={() => reveal.reset()}>
            {t("profile.hide")}
          </Button>
        ) : (
          <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={() => reveal.mutate()}>
            {t("profile.reveal")}
          </Button>
        )
      }
    >
      {reveal.isError ? <Problem error={reveal.error} heading={t("profile.revealFailed")} /> : null}
      <Facts
        pairs={[
          [t("field.first_name"), shown.first_name],
          [t("field.last_name"), shown.last_name],
          [t("field.email"), shown.email],
          [t("field.phone"), shown.phone],
          [
            t("field.date_of_birth"),
            isLocalDate(shown.date_of_birth) ? format.date(shown.date_of_birth) : shown.date_of_birth,
          ],
          [
            t("field.document"),
            shown.document ? [shown.document.type, shown.document.number].filter(Boolean).join(" · ") : null,
          ],
          [t("field.registration_ip"), shown.registration_ip],
        ]}
      />
    </Card>
  );
}
