"""Reads which seats are where, and which are one player's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.seats import Further, RegionSeats
from services.metrics.tables import seat_regions, seats


async def regions(connection: AsyncConnection, ids: Collection[UUID]) -> list[RegionSeats]:
    """All seats of operators by country and currency."""
    columns = seat_regions.c
    rows = await connection.execute(
        select(columns.operator_id, columns.country, columns.currency, columns.seats).where(
            columns.operator_id == func.any(list(ids))
        )
    )
    return [RegionSeats(*row) for row in rows]


async def further(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Further]:
    """The further seats of operators' players; an operator without any is missing."""
    rows = await connection.execute(
        select(seats.c.operator_id, func.array_agg(seats.c.number), func.array_agg(seats.c.first))
        .where(seats.c.operator_id == func.any(list(ids)), seats.c.number != seats.c.first)
        .group_by(seats.c.operator_id)
    )
    return {operator_id: Further(numbers, firsts) for operator_id, numbers, firsts in rows}
