"""What must be done now and then: partitions ahead of their months, old answers forgotten, solved tickets closed."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from kit import requests, waiting
from kit.clock import Clock
from kit.db import Database
from services.players.repository.partitions import Partitions
from services.players.repository.tickets import settings
from services.players.service.tickets import closing

log = logging.getLogger(__name__)

_EVERY: Final = 3600.0


class Housekeeping:
    """Runs every hour. Each part is safe from several processes at once."""

    def __init__(self, database: Database, partitions: Partitions, clock: Clock) -> None:
        self._database = database
        self._partitions = partitions
        self._clock = clock

    async def prepare(self) -> None:
        """Sees to the partitions of this month and the next ones before anything serves."""
        await self._partitions.ensure((), self._clock())

    async def close_tickets(self) -> None:
        """Closes what was solved long enough ago, operator by operator and batch by batch; each may fail by itself."""
        async with self._database.read() as connection:
            operators = await settings.all_operators(connection)
        for operator_id, company_id in operators:
            try:
                closed = 1
                while closed:
                    async with self._database.unit_of_work() as uow:
                        closed = await closing.close_solved(uow, operator_id, company_id, self._clock)
            except Exception as error:
                log.warning("closing of tickets put off: %s", type(error).__name__, exc_info=True)

    async def run(self, stop: asyncio.Event) -> None:
        """Does its rounds until told to stop."""
        while not await waiting.first(stop, timeout=_EVERY):
            try:
                await self.prepare()
                async with self._database.unit_of_work() as uow:
                    await requests.prune(uow)
                await self.close_tickets()
            except Exception as error:
                log.warning("housekeeping put off: %s", type(error).__name__, exc_info=True)
