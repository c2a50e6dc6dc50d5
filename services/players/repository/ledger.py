"""Whether a player's ledger adds up, asked of the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Check:
    """A wallet beside its movements, in minor units. `first_fault` is the number of a movement; None without one."""

    currency: str
    balance: int
    movements_sum: int
    movements: int
    first_fault: int | None

    @property
    def adds_up(self) -> bool:
        """Whether the balance is the sum and every movement follows from the one before."""
        return self.first_fault is None and self.balance == self.movements_sum


# One statement, so that wallet and movements are of the same moment. Each wallet's lines come in the order of the
# index: nothing is sorted.
CHECK = """
    SELECT w.currency, w.balance, line.total, line.lines, line.first_fault
    FROM wallets AS w
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0)::bigint AS total, count(*) AS lines,
               min(number) FILTER (WHERE balance_after <> before + amount) AS first_fault
        FROM (
            SELECT number, amount, balance_after,
                   lag(balance_after, 1, 0::bigint) OVER (ORDER BY recorded_at, number) AS before
            FROM movements
            WHERE operator_id = :operator AND player_id = :player AND currency = w.currency
        ) AS followed
    ) AS line
    WHERE w.operator_id = :operator AND w.player_id = :player
    ORDER BY w.currency
"""


async def check(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> list[Check]:
    """Each wallet of a player with what its movements come to."""
    found = await connection.execute(text(CHECK), {"operator": operator_id, "player": player_id})
    return [Check(row.currency, row.balance, row.total, row.lines, row.first_fault) for row in found]
