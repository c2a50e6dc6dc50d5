/** Whose ticket it is: who, how the account stands, what it holds, and the player's other tickets. */
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Operator } from "@/shared/api/types";
import { usePermitted } from "@/shared/session/SessionContext";
import { Card } from "@/shared/ui/Card";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { StatusTag } from "@/shared/ui/StatusTag";
import { useCarriedPath } from "@/shared/url/params";
import { useTicketPlayer } from "../api/getPlayer";
import { useTickets } from "../api/listTickets";
import type { Ticket } from "../types";
import { StateTag } from "../Words";
import styles from "./TicketPage.module.css";

export function PlayerCard({ ticket, operator }: { ticket: Ticket; operator: Operator }) {
  const { t } = useTranslation("tickets");
  const permitted = usePermitted("players.read");
  const carried = useCarriedPath();
  const profile = useTicketPlayer(operator.id, ticket.player.id, permitted);
  const others = useTickets({
    operatorId: operator.id,
    playerId: ticket.player.id,
    sort: "-updated",
    cursor: null,
    limit: 6,
  });
  const player = profile.data?.player;
  const name = [player?.first_name, player?.last_name].filter(Boolean).join(" ");
  const rest = (others.data?.items ?? []).filter((each) => each.id !== ticket.id).slice(0, 5);
  return (
    <Card title={t("column.player")}>
      <div className={styles.player}>
        {permitted ? (
          <Link to={carried(`/players/${ticket.player.id}`)}>
            {ticket.player.username || ticket.player.external_id}
          </Link>
        ) : (
          ticket.player.username || ticket.player.external_id
        )}
        {player ? <StatusTag status={player.status} /> : null}
        {player?.online ? <Pill tone="good">{t("player.online")}</Pill> : null}
      </div>
      {profile.isPending && permitted ? <Skeleton active title={false} paragraph={{ rows: 3 }} /> : null}
      {profile.isError ? <Problem error={profile.error} onRetry={() => void profile.refetch()} /> : null}
      {player ? (
        <dl className={styles.facts}>
          {name ? (
            <>
              <dt>{t("player.name")}</dt>
              <dd>{name}</dd>
            </>
          ) : null}
          <dt>{t("player.externalId")}</dt>
          <dd>
            <code>{ticket.player.external_id}</code>
          </dd>
          <dt>{t("player.levels")}</dt>
          <dd>{t("player.levelsOf", { kyc: player.kyc_level, vip: player.vip_level })}</dd>
          {(profile.data?.balances ?? []).length > 0 ? (
            <>
              <dt>{t("player.balances")}</dt>
              <dd>
                {(profile.data?.balances ?? []).map((balance) => (
                  <MoneyText key={balance.currency} value={balance.amount} />
                ))}
              </dd>
            </>
          ) : null}
          {player.bans.length + player.tags.length + player.risk_flags.length > 0 || player.exclusion ? (
            <>
              <dt>{t("player.marks")}</dt>
              <dd className={styles.marks}>
                {player.exclusion ? <Pill tone="bad">{t("player.excluded")}</Pill> : null}
                {player.bans.map((ban) => (
                  <Pill key={ban.id} tone="bad">
                    {t(`player.ban.${ban.scope}`)}
                  </Pill>
                ))}
                {player.risk_flags.map((flag) => (
                  <Pill key={flag} tone="warn">
                    {flag}
                  </Pill>
                ))}
                {player.tags.map((tag) => (
                  <Pill key={tag}>{tag}</Pill>
                ))}
              </dd>
            </>
          ) : null}
        </dl>
      ) : null}
      {rest.length > 0 ? (
        <>
          <h3 className={styles.small}>{t("player.others")}</h3>
          <ul className={styles.others}>
            {rest.map((each) => (
              <li key={each.id}>
                <Link to={carried(`/tickets/${each.id}`)}>
                  #{each.number} {each.subject}
                </Link>
                <StateTag state={each.state} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  );
}
