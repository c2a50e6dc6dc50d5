/** What each column of the list shows of an operator. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Money } from "@/shared/api/types";
import { ChangeMark } from "@/shared/figure/ChangeMark";
import { betterOf, figureText, kindOf } from "@/shared/figure/figure";
import { Sparkline } from "@/shared/figure/Sparkline";
import { useFormat } from "@/shared/format/useFormat";
import { InstantText } from "@/shared/ui/InstantText";
import { MoneyText } from "@/shared/ui/MoneyText";
import type { Amount, Figure, Overview, OverviewItem, Standing } from "../api/types";
import { AlertTag, HealthTag, OperatorStatusTag, useJurisdiction, useRemark } from "../Words";
import { type Column, isFigure } from "./columns";
import styles from "./list.module.css";

export const WIDTHS: Record<Column, number> = {
  status: 130,
  health: 220,
  alerts: 190,
  trend: 140,
  jurisdiction: 130,
  timezone: 175,
  currency: 95,
  players: 100,
  active_players: 115,
  online_now: 100,
  turnover: 160,
  ggr: 150,
  ngr: 150,
  deposits: 155,
  withdrawals: 155,
  pending_withdrawals: 150,
  balances: 165,
  registrations: 120,
  ftd_count: 125,
  open_tickets: 130,
  excluded: 115,
  last_activity: 165,
};

const LEFT: ReadonlySet<Column> = new Set([
  "status",
  "health",
  "alerts",
  "trend",
  "jurisdiction",
  "timezone",
  "currency",
  "last_activity",
]);

export function isRight(column: Column): boolean {
  return !LEFT.has(column);
}

/** A figure with how it moved; amounts that could not be put into one currency stand under it. */
export function FigureCell({ metric, amount }: { metric: Figure; amount: Amount }) {
  const format = useFormat();
  const kind = kindOf(metric);
  return (
    <>
      {[amount, ...amount.others].map((each) => (
        <span key={each.currency ?? ""} className={styles.figure}>
          <span>{figureText(each.value, kind, each.currency, format)}</span>
          {each.previous === null ? null : (
            <ChangeMark value={each.value} previous={each.previous} better={betterOf(metric)} kind={kind} />
          )}
        </span>
      ))}
    </>
  );
}

/** What stands now: in one currency where the rates allow, with each by itself under it where there are several. */
export function HeldCell({ amounts, together }: { amounts: readonly Money[]; together: Money | null }) {
  const format = useFormat();
  const apart = amounts.filter((each) => !(together && amounts.length === 1 && each.currency === together.currency));
  if (amounts.length === 0) return together ? <MoneyText value={together} /> : <span className={styles.faint}>–</span>;
  if (!together)
    return (
      <span className={styles.figure}>
        {amounts.map((each) => (
          <MoneyText key={each.currency} value={each} />
        ))}
      </span>
    );
  return (
    <span className={styles.figure}>
      <MoneyText value={together} />
      {apart.length > 0 ? (
        <small className={styles.faint}>
          {apart.map((each) => format.money(each.amount, each.currency)).join(" + ")}
        </small>
      ) : null}
    </span>
  );
}

export function StandingCell({ column, standing }: { column: Column; standing: Standing }): ReactNode {
  const { t } = useTranslation("operators");
  const format = useFormat();
  switch (column) {
    case "players":
    case "online_now":
    case "excluded":
      return format.count(standing[column]);
    case "open_tickets":
      return (
        <span className={styles.figure}>
          <span>{format.count(standing.open_tickets)}</span>
          {standing.overdue_tickets > 0 ? (
            <small className={styles.late}>
              {t("cell.overdue", {
                count: standing.overdue_tickets,
                formatted: format.count(standing.overdue_tickets),
              })}
            </small>
          ) : null}
        </span>
      );
    case "balances":
      return <HeldCell amounts={standing.balances} together={standing.balance} />;
    case "pending_withdrawals":
      return (
        <span className={styles.figure}>
          <HeldCell amounts={standing.pending_withdrawals.amounts} together={standing.pending_withdrawals.amount} />
          <small className={styles.faint}>
            {t("cell.waiting", {
              count: standing.pending_withdrawals.count,
              formatted: format.count(standing.pending_withdrawals.count),
            })}
          </small>
        </span>
      );
    default:
      return null;
  }
}

/** One cell; what is not known is a dash. */
export function Cell({ column, item }: { column: Column; item: OverviewItem }): ReactNode {
  const format = useFormat();
  const words = useRemark();
  const jurisdiction = useJurisdiction();
  const { operator, figures, standing } = item;
  const dash = <span className={styles.faint}>–</span>;
  if (isFigure(column)) return figures ? <FigureCell metric={column} amount={figures[column]} /> : dash;
  switch (column) {
    case "status":
      return <OperatorStatusTag status={operator.status} />;
    case "health":
      return (
        <span className={styles.why}>
          <HealthTag health={item.health} />
          <small>{words(item.why)}</small>
        </span>
      );
    case "alerts":
      return item.alerts.length === 0 ? (
        dash
      ) : (
        <span className={styles.alerts}>
          {item.alerts.map((alert) => (
            <AlertTag key={alert.kind + (alert.values.currency ?? "")} alert={alert} />
          ))}
        </span>
      );
    case "trend":
      return <Sparkline course={item.sparkline?.points ?? null} small />;
    case "jurisdiction":
      return operator.jurisdiction ? (
        <>
          {jurisdiction(operator.jurisdiction)}
          {operator.licence ? <small className={styles.under}>{operator.licence}</small> : null}
        </>
      ) : (
        dash
      );
    case "timezone":
      return format.zone(operator.timezone);
    case "currency":
      return operator.currency;
    case "last_activity":
      return item.last_activity_at ? (
        <>
          {format.ago(item.last_activity_at, Date.now())}
          <small className={styles.under}>
            <InstantText at={item.last_activity_at} zone={operator.timezone} />
          </small>
        </>
      ) : (
        dash
      );
    default:
      return standing ? <StandingCell column={column} standing={standing} /> : dash;
  }
}

/** The cell of a column in the row of totals; nothing where a sum means nothing. */
export function TotalCell({ column, totals }: { column: Column; totals: Overview["totals"] }): ReactNode {
  if (isFigure(column)) return totals.figures ? <FigureCell metric={column} amount={totals.figures[column]} /> : null;
  return totals.standing ? <StandingCell column={column} standing={totals.standing} /> : null;
}
