"""An account as it had been recorded by a moment: balances, totals and sessions, from the player's own rows alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.ledger import MovementKind, Wallet
from services.players.repository import rows

_KINDS: Final = {kind.name.lower(): int(kind) for kind in MovementKind}

# What moved money counts from when it was recorded. A stake or payout of nothing leaves no line: such a bet counts as
# placed, and a lost one as settled, from the time that the platform told. Seen is who does something, not to whom
# something is done: a transfer's end, a manual credit.
_WALLETS: Final = text(
    """
    WITH lines AS MATERIALIZED (
        SELECT currency, kind, amount, balance_after, reference, occurred_at, recorded_at, number
        FROM movements
        WHERE operator_id = :operator AND player_id = :player AND recorded_at <= :at
    ),
    last AS (
        SELECT DISTINCT ON (currency) currency, balance_after AS balance, recorded_at AS updated_at
        FROM lines ORDER BY currency, recorded_at DESC, number DESC
    ),
    moved AS (
        SELECT currency,
               sum(amount) FILTER (WHERE kind IN (:deposit, :deposit_rollback)) AS deposits,
               -sum(amount) FILTER (WHERE kind = :withdrawal) AS withdrawn,
               -sum(amount) FILTER (WHERE kind IN (:withdrawal_freeze, :withdrawal_rollback)) AS set_aside,
               sum(amount) FILTER (
                   WHERE kind IN (:bonus, :free_spin_win, :promo, :manual_bonus_credit, :manual_bonus_debit)
               ) AS bonuses,
               sum(amount) FILTER (
                   WHERE kind IN (:manual_cash_credit, :manual_cash_debit, :adjustment)
               ) AS adjustments,
               max(occurred_at) FILTER (
                   WHERE kind NOT IN (:deposit_rollback, :withdrawal_settle, :withdrawal_rollback)
                     AND kind < :manual_cash_credit
               ) AS seen_at
        FROM lines GROUP BY currency
    ),
    settled AS (
        SELECT asked.currency, -sum(asked.amount) AS paid
        FROM lines AS asked
        JOIN lines AS paid ON paid.kind = :withdrawal_settle AND paid.reference = asked.reference
        WHERE asked.kind = :withdrawal_freeze
        GROUP BY asked.currency
    ),
    bet_lines AS (
        SELECT reference, bool_or(kind = :bet) AS placed, bool_or(kind = :win) AS won,
               bool_or(kind = :bet_rollback) AS voided
        FROM lines WHERE kind IN (:bet, :win, :bet_rollback)
        GROUP BY reference
    ),
    told AS (
        SELECT b.currency, b.stake, coalesce(b.payout, 0) AS payout, b.placed_at, b.settled_at, b.voided_at,
               CASE WHEN b.stake > 0 THEN coalesce(l.placed, false) ELSE b.placed_at <= :at END AS placed,
               CASE WHEN b.stake > 0 OR b.payout > 0 THEN coalesce(l.voided, false)
                    ELSE coalesce(b.voided_at <= :at, false) END AS voided,
               CASE WHEN b.payout > 0 THEN coalesce(l.won, false)
                    ELSE coalesce(b.settled_at <= :at, false) END AS settled
        FROM bets AS b
        LEFT JOIN bet_lines AS l ON l.reference = b.bet_id
        WHERE b.operator_id = :operator AND b.player_id = :player
    ),
    played AS (
        SELECT currency, sum(stake) FILTER (WHERE NOT voided) AS turnover, count(*) FILTER (WHERE NOT voided) AS bets,
               sum(payout) FILTER (WHERE settled AND NOT voided) AS payouts,
               sum(stake) FILTER (WHERE settled AND NOT voided) AS settled_stakes,
               max(greatest(placed_at, CASE WHEN settled THEN settled_at END, CASE WHEN voided THEN voided_at END))
                   AS seen_at
        FROM told WHERE placed
        GROUP BY currency
    )
    SELECT currency, coalesce(last.balance, 0)::bigint AS balance, coalesce(moved.deposits, 0)::bigint AS deposits,
           (coalesce(moved.withdrawn, 0) + coalesce(settled.paid, 0))::bigint AS withdrawals,
           coalesce(moved.bonuses, 0)::bigint AS bonuses, coalesce(played.turnover, 0)::bigint AS turnover,
           coalesce(played.payouts, 0)::bigint AS payouts,
           coalesce(played.settled_stakes, 0)::bigint AS settled_stakes, coalesce(played.bets, 0)::bigint AS bets,
           last.updated_at,
           (coalesce(moved.set_aside, 0) - coalesce(settled.paid, 0))::bigint AS pending_withdrawals,
           coalesce(moved.adjustments, 0)::bigint AS adjustments, greatest(moved.seen_at, played.seen_at) AS seen_at
    FROM (VALUES (cast(:currency AS text))) AS own (currency)
    FULL JOIN last USING (currency)
    FULL JOIN moved USING (currency)
    FULL JOIN settled USING (currency)
    FULL JOIN played USING (currency)
    ORDER BY currency
    """
)
_SESSIONS: Final = text(
    """
    SELECT count(*) FILTER (WHERE ended_at IS NULL OR ended_at > :at) AS open, max(started_at) AS seen_at
    FROM sessions
    WHERE operator_id = :operator AND player_id = :player AND started_at >= '2000-01-01 00:00:00+00'
      AND started_at <= :at
    """
)


class Past(NamedTuple):
    """Wallets by currency, how many sessions were open, and when the player had last been seen."""

    wallets: list[Wallet]
    open_sessions: int
    seen_at: datetime | None


async def account(connection: AsyncConnection, operator_id: UUID, player_id: UUID, currency: str, at: datetime) -> Past:
    """What a player had done by a moment; the wallet of the player's own currency is always there."""
    asked = {"operator": operator_id, "player": player_id, "at": at}
    found = (await connection.execute(_WALLETS, {**asked, "currency": currency, **_KINDS})).all()
    stays = (await connection.execute(_SESSIONS, asked)).one()
    seen = [rows.moment(row.seen_at) for row in (*found, stays) if row.seen_at is not None]
    return Past([_wallet(player_id, row) for row in found], stays.open, max(seen, default=None))


def _wallet(player_id: UUID, row: Any) -> Wallet:
    return Wallet(
        player_id=player_id,
        currency=row.currency,
        balance=row.balance,
        deposits=row.deposits,
        withdrawals=row.withdrawals,
        bonuses=row.bonuses,
        turnover=row.turnover,
        payouts=row.payouts,
        settled_stakes=row.settled_stakes,
        bets=row.bets,
        updated_at=rows.moment_or_none(row.updated_at),
        pending_withdrawals=row.pending_withdrawals,
        adjustments=row.adjustments,
    )
