"""Bans: placed, lifted, found when they are due, listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.ban import Ban
from services.players.repository import rows
from services.players.tables import bans

ORDER: Final = Keyset("bans", [bans.c.placed_at, bans.c.ban_id], descending=True)


async def add(connection: AsyncConnection, operator_id: UUID, placed: Collection[tuple[UUID, Ban]]) -> None:
    """Keeps new bans, each with the id of who is banned; those of the same scopes must have been lifted."""
    if placed:
        await connection.execute(
            insert(bans),
            [
                {
                    "operator_id": operator_id,
                    "player_id": player_id,
                    "ban_id": ban.ban_id,
                    "scope": ban.scope.value,
                    "reason": ban.reason,
                    "placed_by": ban.placed_by,
                    "placed_by_id": ban.placed_by_id,
                    "placed_at": ban.placed_at,
                    "expires_at": ban.expires_at,
                }
                for player_id, ban in placed
            ],
        )


_LIFT: Final = """
    UPDATE bans SET lifted_at = $4, lifted_by = $5, lift_reason = $6
    FROM unnest($2::uuid[], $3::uuid[]) AS ended (player_id, ban_id)
    WHERE bans.operator_id = $1 AND bans.player_id = ended.player_id AND bans.ban_id = ended.ban_id
"""


async def lift(
    connection: AsyncConnection, operator_id: UUID, ended: Collection[tuple[UUID, Ban]], at: datetime, by: str, why: str
) -> None:
    """Ends bans, each with the id of who was banned."""
    if ended:
        columns = [player_id for player_id, _ in ended], [ban.ban_id for _, ban in ended]
        await connection.exec_driver_sql(_LIFT, (operator_id, *columns, at, by, why))


async def unlifted(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> list[Ban]:
    """A player's bans that nobody has lifted, those that have run out among them."""
    query = of(operator_id, player_id).where(bans.c.lifted_at.is_(None)).order_by(bans.c.scope)
    return [rows.ban(row) for row in await connection.execute(query)]


# By the caller's clock or by that of the database.
_RUN_OUT: Final = """
    SELECT DISTINCT player_id FROM bans
    WHERE operator_id = $1 AND player_id = ANY ($2::uuid[]) AND lifted_at IS NULL
      AND expires_at <= greatest($3::timestamptz, now())
    ORDER BY player_id
"""


async def run_out(
    connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID], now: datetime
) -> list[UUID]:
    """Who of these players has a ban that has run out and that nobody has lifted."""
    found = await connection.exec_driver_sql(_RUN_OUT, (operator_id, sorted(player_ids), now))
    return [row.player_id for row in found]


# Operator by operator, each by the index that holds nothing but what will run out.
_DUE: Final = text(
    """
    SELECT DISTINCT due.operator_id, due.player_id
    FROM operators
    CROSS JOIN LATERAL (
        SELECT operator_id, player_id FROM bans
        WHERE operator_id = operators.operator_id AND lifted_at IS NULL AND expires_at IS NOT NULL
          AND expires_at <= :now
        ORDER BY expires_at
        LIMIT :most
    ) AS due
    LIMIT :most
    """
)


async def due(connection: AsyncConnection, now: datetime, most: int) -> Sequence[Any]:
    """Players, by operator_id and player_id, with bans that have run out and were not lifted yet."""
    return (await connection.execute(_DUE, {"now": now, "most": most})).all()


def of(operator_id: UUID, player_id: UUID) -> Select[Any]:
    """A player's bans, in no order."""
    return select(bans).where(bans.c.operator_id == operator_id, bans.c.player_id == player_id)


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's bans, newest first."""
    query = of(operator_id, player_id)
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([rows.ban(row) for row in found.rows], found.next_cursor), await count(connection, query)
