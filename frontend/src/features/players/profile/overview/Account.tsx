/** The account's own facts: where it is at home, how it is secured, how the player came. */
import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { Card } from "@/shared/ui/Card";
import { CopyText } from "@/shared/ui/CopyText";
import { Facts } from "@/shared/ui/Facts";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { useActions } from "../actions/ActionsContext";
import { usePlayerView } from "../PlayerContext";

export function Account() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { profile, player, zone } = usePlayerView();
  const actions = useActions();
  const { open_sessions } = profile;
  return (
    <Card
      title={t("profile.account")}
      extra={
        actions.available.includes("edit") ? (
          <Button icon={<EditOutlined />} onClick={() => actions.open({ action: "edit" })}>
            {t("profile.edit")}
          </Button>
        ) : null
      }
    >
      <Facts
        pairs={[
          [t("profile.registered"), <InstantText key="registered" at={player.registered_at} zone={zone} />],
          [
            t("profile.lastSeen"),
            player.last_seen_at ? <InstantText key="seen" at={player.last_seen_at} zone={zone} /> : t("never"),
          ],
          [t("profile.openSessions"), open_sessions === null ? t("profile.unavailable") : format.count(open_sessions)],
          [t("field.country"), player.country ? format.country(player.country) : null],
          [t("field.region"), player.region],
          [t("field.language"), player.language ? format.language(player.language) : null],
          [t("field.currency"), player.currency],
        ]}
      />
    </Card>
  );
}

export function Security() {
  const { t } = useTranslation("player");
  const { player, zone } = usePlayerView();
  const actions = useActions();
  return (
    <Card
      title={t("profile.security")}
      extra={
        actions.available.includes("reset_two_factor") ? (
          <Button onClick={() => actions.open({ action: "reset_two_factor" })}>{t("action.reset_two_factor")}</Button>
        ) : null
      }
    >
      <Facts
        pairs={[
          [
            t("field.two_factor"),
            <Pill key="two" tone={player.two_factor ? "good" : "plain"}>
              {t(player.two_factor ? "profile.twoFactorOn" : "profile.twoFactorOff")}
            </Pill>,
          ],
          ...(player.two_factor_reset_at
            ? [
                [
                  t("profile.twoFactorAsked"),
                  <InstantText key="asked" at={player.two_factor_reset_at} zone={zone} />,
                ] as const,
              ]
            : []),
        ]}
      />
    </Card>
  );
}

export function Origin() {
  const { t } = useTranslation("player");
  const { player, operator } = usePlayerView();
  const referrer = player.referrer_external_id;
  return (
    <Card title={t("profile.origin")}>
      <Facts
        pairs={[
          [
            t("profile.acquisition"),
            player.acquisition ? t(`acquisition.${player.acquisition}`, { defaultValue: player.acquisition }) : null,
          ],
          [
            t("field.affiliate_id"),
            player.affiliate_id ? (
              <CopyText key="affiliate" text={player.affiliate_id} label={t("field.affiliate_id")} />
            ) : null,
          ],
          [
            t("field.referrer_external_id"),
            referrer ? (
              <Link key="referrer" to={`/players?${new URLSearchParams({ op: operator.id, q: referrer })}`}>
                {referrer}
              </Link>
            ) : null,
          ],
        ]}
      />
    </Card>
  );
}
