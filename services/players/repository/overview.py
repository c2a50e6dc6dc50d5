"""What a player did by business day, currency and game: only the player's own rows, of the months concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import AHEAD, KeyKind
from services.players.domain.ledger import MovementKind
from services.players.domain.overview import Part, Sums
from services.players.tables.base import MOMENT

# A bet that is settled within the days may have been placed long before them. This far back they are looked for.
SETTLING: Final = timedelta(days=366)
# What a platform's clock may be ahead, and ours among each other.
_BEFORE: Final = AHEAD * 2
_BONUSES: Final = (
    MovementKind.BONUS,
    MovementKind.FREE_SPIN_WIN,
    MovementKind.PROMO,
    MovementKind.MANUAL_BONUS_CREDIT,
    MovementKind.MANUAL_BONUS_DEBIT,
)

# The days are numbered by searching their beginnings: it costs a tenth of converting each moment to local time. Every
# bet is looked at once, for the day on which it was placed and that on which it was settled; one outside is no day.
PLAYED: Final = """
    SELECT width_bucket(placed_at, :starts) - 1 AS placed, width_bucket(settled_at, :starts) - 1 AS settled,
           currency, game, provider, sum(stake)::bigint AS stakes, sum(payout)::bigint AS payouts, count(*) AS bets
    FROM bets
    WHERE operator_id = :operator AND player_id = :player AND placed_at >= :back AND placed_at < :until
      AND voided_at IS NULL AND (placed_at >= :since OR settled_at >= :since)
    GROUP BY 1, 2, 3, 4, 5
"""
# Deposits count when they were paid and less when they were taken back, withdrawals when they were paid.
PAID: Final = f"""
    SELECT width_bucket(part.at, :starts) - 1 AS day, t.currency, sum(part.deposits)::bigint AS deposits,
           sum(part.withdrawals)::bigint AS withdrawals
    FROM transfers AS t
    CROSS JOIN LATERAL (
        VALUES (t.done_at, CASE WHEN t.kind = {KeyKind.DEPOSIT} THEN t.amount ELSE 0 END,
                           CASE WHEN t.kind = {KeyKind.WITHDRAWAL} THEN t.amount ELSE 0 END),
               (CASE WHEN t.kind = {KeyKind.DEPOSIT} THEN t.undone_at END, -t.amount, 0)
    ) AS part (at, deposits, withdrawals)
    WHERE t.operator_id = :operator AND t.player_id = :player AND part.at >= :since AND part.at < :until
    GROUP BY 1, 2
"""  # noqa: S608 - our own numbers
GIVEN: Final = f"""
    SELECT width_bucket(occurred_at, :starts) - 1 AS day, currency, sum(amount)::bigint AS bonuses
    FROM movements
    WHERE operator_id = :operator AND player_id = :player AND recorded_at >= :back
      AND occurred_at >= :since AND occurred_at < :until AND kind IN ({", ".join(str(kind.value) for kind in _BONUSES)})
    GROUP BY 1, 2
"""  # noqa: S608 - our own numbers


async def parts(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, starts: Sequence[datetime]
) -> list[Part]:
    """Sums by day and currency, those of bets by game too. `starts` are when the days begin and the last one ends."""
    asked = {
        "operator": operator_id,
        "player": player_id,
        "starts": list(starts),
        "since": starts[0],
        "until": starts[-1],
    }
    found: list[Part] = []
    for row in await connection.execute(statement(PLAYED), asked | {"back": starts[0] - SETTLING}):
        game, days = (row.currency, row.game, row.provider), range(len(starts) - 1)
        if row.placed in days:
            found.append(Part(row.placed, *game, Sums(turnover=row.stakes, bets=row.bets)))
        if row.settled in days:
            found.append(Part(row.settled, *game, Sums(settled_stakes=row.stakes, payouts=row.payouts)))
    for row in await connection.execute(statement(PAID), asked):
        sums = Sums(deposits=row.deposits, withdrawals=row.withdrawals)
        found.append(Part(row.day, row.currency, "", "", sums))
    for row in await connection.execute(statement(GIVEN), asked | {"back": starts[0] - _BEFORE}):
        found.append(Part(row.day, row.currency, "", "", Sums(bonuses=row.bonuses)))
    return found


def statement(sql: str) -> TextClause:
    """One of the statements above, with the days for a parameter."""
    return text(sql).bindparams(bindparam("starts", type_=ARRAY(MOMENT)))
