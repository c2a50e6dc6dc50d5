"""Generations: which build of an operator's figures is shown, and how one that is shown no more goes."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.rollups import ROLLUPS, Time
from services.metrics.tables import operators

# Of each table the earliest day that is left, so that no deletion is long.
_TIMES: Final = {rollup.name: rollup.time for rollup in ROLLUPS} | {
    "active_sets": Time.QUARTER,
    "active_days": Time.DAY,
    "day_versions": Time.DAY,
}
_FIRST: Final = {Time.QUARTER: ("bucket", "+ interval '1 day'"), Time.DAY: ("day", "+ 1")}
_DELETE: Final = [
    text(f"""
        DELETE FROM {table} WHERE operator_id = :operator AND generation = :generation AND {_FIRST[time][0]} < (
            SELECT min({_FIRST[time][0]}) FROM {table} WHERE operator_id = :operator AND generation = :generation
        ) {_FIRST[time][1]}
    """)  # noqa: S608 - names of the domain's declaration only
    for table, time in _TIMES.items()
]


async def show(connection: AsyncConnection, operator_id: UUID, generation: int) -> None:
    """Shows a generation from the commit on; whoever calls has kept others from counting (`standing.alone`)."""
    await connection.execute(
        update(operators).where(operators.c.operator_id == operator_id).values(generation=generation)
    )


async def shown(connection: AsyncConnection, operator_id: UUID) -> int:
    """The generation that is shown; 0 while the operator is not announced."""
    found = select(operators.c.generation).where(operators.c.operator_id == operator_id)
    return int((await connection.execute(select(func.coalesce(found.scalar_subquery(), 0)))).scalar_one())


async def delete_some(connection: AsyncConnection, operator_id: UUID, generation: int) -> int:
    """Deletes about a day of a generation; returns how many rows, 0 when nothing is left of it."""
    rows = 0
    for statement in _DELETE:
        rows += (await connection.execute(statement, {"operator": operator_id, "generation": generation})).rowcount
    return rows
