"""Generations of an operator's figures: another one is shown, one that is not shown goes."""

from __future__ import annotations

from uuid import UUID

from kit.db import Database, UnitOfWork
from services.metrics.errors import GenerationShown
from services.metrics.repository import generations, rollups, standing


async def show(uow: UnitOfWork, operator_id: UUID, generation: int) -> None:
    """Shows another generation; what is counted from then on is counted into it.

    Nobody counts for the operator until the unit of work ends: whoever built the generation makes sure of the last
    activity within it.
    """
    await standing.alone(uow.connection, str(operator_id))
    await generations.show(uow.connection, operator_id, generation)
    await rollups.notify(uow.connection, [str(operator_id)])


async def delete(database: Database, operator_id: UUID, generation: int) -> int:
    """Deletes a generation day by day, each in a unit of work of its own; returns how many rows went.

    May be stopped and begun again. Raises GenerationShown.
    """
    total = 0
    while True:
        async with database.unit_of_work() as uow:
            await standing.shared(uow.connection, [str(operator_id)])
            if await generations.shown(uow.connection, operator_id) == generation:
                raise GenerationShown(generation)
            rows = await generations.delete_some(uow.connection, operator_id, generation)
        total += rows
        if not rows:
            return total
