"""Bans: placed, lifted, found when they are due, listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.ban import Ban
from services.players.repository import rows
from services.players.tables import bans

ORDER: Final = Keyset("bans", [bans.c.placed_at, bans.c.ban_id], descending=True)


async def add(connection: AsyncConnection, operator_id: UUID, player_id: UUID, placed: Collection[Ban]) -> None:
    """Keeps new bans; those of the same scopes must have been lifted."""
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
                for ban in placed
            ],
        )


async def lift(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, ban_id: UUID, at: datetime, by: str, reason: str
) -> None:
    """Ends a ban."""
    await connection.execute(
        update(bans)
        .where(bans.c.operator_id == operator_id, bans.c.player_id == player_id, bans.c.ban_id == ban_id)
        .values(lifted_at=at, lifted_by=by, lift_reason=reason)
    )


async def unlifted(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> list[Ban]:
    """A player's bans that nobody has lifted, those that have run out among them."""
    query = of(operator_id, player_id).where(bans.c.lifted_at.is_(None)).order_by(bans.c.scope)
    return [rows.ban(row) for row in await connection.execute(query)]


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
