"""Whom a job concerns: chosen once, when it begins, so that what it does cannot change whom it meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, delete, func, insert, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Total, count
from services.players.domain.job import MOST_TARGETS, SLICE
from services.players.domain.listing import Order, PlayerFilter
from services.players.repository import listing
from services.players.tables import job_targets

_SOME: Final = text(
    """
    SELECT player_ids[:first : :last] AS player_ids FROM job_targets
    WHERE operator_id = :operator AND job_id = :job AND slice = :slice
    """
)


async def choose(
    connection: AsyncConnection,
    operator_id: UUID,
    job_id: UUID,
    wanted: PlayerFilter,
    order: Order | None = None,
    most: int | None = None,
) -> int:
    """Keeps the players whom a filter finds, in an order, and tells how many; of more than `most` one more than that.

    Without an order it is that of their ids, in which several players must be locked.
    """
    found = await listing.chosen(connection, operator_id, wanted, order)
    if most is not None:
        found = found.limit(most + 1)
    # Numbered as they come: the rows of a sorted part stay as they are sorted.
    ids = found.subquery("found")
    chosen = select(ids.c.player_id, func.row_number().over().label("n"))
    numbered = chosen.subquery("numbered")
    slice_number = ((numbered.c.n - 1) // SLICE).cast(Integer)
    slices = select(
        literal(operator_id, Uuid),
        literal(job_id, Uuid),
        slice_number,
        func.array_agg(aggregate_order_by(numbered.c.player_id, numbered.c.n), type_=ARRAY(Uuid)),
    ).group_by(slice_number)
    names = ["operator_id", "job_id", "slice", "player_ids"]
    await connection.execute(insert(job_targets).from_select(names, slices))
    size = select(func.coalesce(func.sum(func.cardinality(job_targets.c.player_ids)), 0)).where(
        job_targets.c.operator_id == operator_id, job_targets.c.job_id == job_id
    )
    return int((await connection.execute(size)).scalar_one())


async def look(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, size: int
) -> tuple[list[UUID], Total]:
    """The first players whom a filter finds, and how many there are: exactly up to as many as a job may concern."""
    found = await listing.chosen(connection, operator_id, wanted, None)
    total = await count(connection, found, MOST_TARGETS)
    rows = (await connection.execute(found.limit(size))).all()
    return [row.player_id for row in rows], total


async def some(connection: AsyncConnection, operator_id: UUID, job_id: UUID, after: int, size: int) -> Sequence[UUID]:
    """The players after the first `after`, so many of them, none beyond the slice in which they begin."""
    first = after % SLICE + 1
    values = {
        "operator": operator_id,
        "job": job_id,
        "slice": after // SLICE,
        "first": first,
        "last": min(first + size - 1, SLICE),
    }
    return list(await connection.scalar(_SOME, values) or ())


async def forget(connection: AsyncConnection, operator_id: UUID, job_id: UUID) -> None:
    """Forgets whom a job concerned."""
    await connection.execute(
        delete(job_targets).where(job_targets.c.operator_id == operator_id, job_targets.c.job_id == job_id)
    )
