"""Counting: what a batch of recorded activity does to the figures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kit.db import UnitOfWork
from services.metrics.domain.tally import Tally
from services.metrics.repository import rollups
from services.metrics.repository.numbers import Numbers
from services.metrics.repository.partitions import Partitions


class Counting:
    """Adds tallies to the rollups; one in a process, as it remembers what seats, slices and partitions there are."""

    def __init__(self, partitions: Partitions) -> None:
        self._partitions = partitions
        self._numbers = Numbers()

    async def count(self, uow: UnitOfWork, tally: Tally, now: datetime) -> None:
        """Adds a tally to the figures that are shown, once: the unit of work remembers which events it came from.

        Notes how recent the operators' figures are and, at commit, tells who watches them.
        """
        await self._partitions.ensure(tally.months(), now)
        await rollups.add(uow.connection, self._numbers, tally)
        if tally.seen:
            await rollups.fresh(uow.connection, tally, now)
            await rollups.notify(uow.connection, sorted(tally.seen))

    async def count_into(
        self, uow: UnitOfWork, operator_id: UUID, generation: int, tally: Tally, now: datetime
    ) -> None:
        """Adds a tally of one operator to a generation of its figures, shown or not: the way to count history again.

        A unit of work takes one tally. Freshness stays as it is, and nobody is told.
        """
        await self._partitions.ensure(tally.months(), now)
        await rollups.add(uow.connection, self._numbers, tally, {str(operator_id): generation})
