"""The bets behind a figure, and what the players of rankings are called."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import PageOf, Total
from services.players.domain.figures import FigureBets, Named
from services.players.repository.figures import bets


async def list_bets(
    connection: AsyncConnection, operator_id: UUID, wanted: FigureBets, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of the bets behind a figure. Raises InvalidField and BadCursor."""
    wanted.check()
    return await bets.page(connection, operator_id, wanted, cursor, size)


async def name(
    connection: AsyncConnection, operator_ids: Iterable[UUID], wanted: Iterable[tuple[UUID, UUID]]
) -> list[Named]:
    """What those of the players who are with these operators are called, without unknown ones."""
    ours = frozenset(operator_ids)
    return await bets.names(connection, [one for one in wanted if one[0] in ours])
