"""What a player did by business day, currency and game: only the player's own rows, of the months concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import AHEAD, KeyKind
from services.players.domain.bet import LATE
from services.players.domain.ledger import MovementKind
from services.players.domain.overview import Part, Sums
from services.players.tables.base import MOMENT

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
# bet is looked at once, for the day on which it was placed and that on which it was settled; one outside is no day. A
# bet that was settled within the days was placed little before them, or is late.
# Of the two moments the later one: asked for by itself, settled_at would be looked up among all players' bets.
PLAYED: Final = """
    SELECT width_bucket(placed_at, :starts) - 1 AS placed, width_bucket(settled_at, :starts) - 1 AS settled,
           currency, game, provider, sum(stake)::bigint AS stakes, sum(payout)::bigint AS payouts, count(*) AS bets
    FROM bets
    WHERE operator_id = :operator AND player_id = :player AND placed_at >= :back AND placed_at < :until
      AND voided_at IS NULL AND greatest(placed_at, settled_at) >= :since
    GROUP BY 1, 2, 3, 4, 5
"""
SOME_LATE: Final = """
    SELECT 1 FROM late_bets
    WHERE operator_id = :operator AND player_id = :player AND settled_at >= :since AND settled_at < :until
      AND placed_at < :back
    LIMIT 1
"""
LATE_ONES: Final = """
    SELECT width_bucket(late.settled_at, :starts) - 1 AS settled, b.currency, b.game, b.provider,
           sum(b.stake)::bigint AS stakes, sum(b.payout)::bigint AS payouts
    FROM late_bets AS late
    CROSS JOIN LATERAL (
        SELECT currency, game, provider, stake, payout FROM bets
        WHERE operator_id = :operator AND player_id = :player AND placed_at = late.placed_at AND bet_id = late.bet_id
          AND voided_at IS NULL
        OFFSET 0
    ) AS b
    WHERE late.operator_id = :operator AND late.player_id = :player
      AND late.settled_at >= :since AND late.settled_at < :until AND late.placed_at < :back
    GROUP BY 1, 2, 3, 4
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
    asked: dict[str, Any] = {
        "operator": operator_id,
        "player": player_id,
        "starts": list(starts),
        "since": starts[0],
        "until": starts[-1],
    }
    found: list[Part] = []
    further = asked | {"back": starts[0] - LATE}
    for row in await connection.execute(statement(PLAYED), further):
        game, days = (row.currency, row.game, row.provider), range(len(starts) - 1)
        if row.placed in days:
            found.append(Part(row.placed, *game, Sums(turnover=row.stakes, bets=row.bets)))
        if row.settled in days:
            found.append(Part(row.settled, *game, Sums(settled_stakes=row.stakes, payouts=row.payouts)))
    # Most players have none, and to plan for bets of any month takes longer than to ask.
    if (await connection.execute(text(SOME_LATE), _but(further, "starts"))).first() is not None:
        for row in await connection.execute(statement(LATE_ONES), further):
            sums = Sums(settled_stakes=row.stakes, payouts=row.payouts)
            found.append(Part(row.settled, row.currency, row.game, row.provider, sums))
    for row in await connection.execute(statement(PAID), asked):
        sums = Sums(deposits=row.deposits, withdrawals=row.withdrawals)
        found.append(Part(row.day, row.currency, "", "", sums))
    for row in await connection.execute(statement(GIVEN), asked | {"back": starts[0] - _BEFORE}):
        found.append(Part(row.day, row.currency, "", "", Sums(bonuses=row.bonuses)))
    return found


def _but(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def statement(sql: str) -> TextClause:
    """One of the statements above, with the days for a parameter."""
    return text(sql).bindparams(bindparam("starts", type_=ARRAY(MOMENT)))
