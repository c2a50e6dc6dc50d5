"""The schedules of operators' statuses, kept: whatever replica comes first takes each due step, once."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from gateway.repository import operators
from gateway.service.operator_statuses import take_due
from kit import waiting
from kit.clock import Clock
from kit.db import Database, is_outage

log = logging.getLogger(__name__)

_EVERY: Final = 2.0  # seconds
_AT_ONCE: Final = 50


class Schedules:
    """Looks every two seconds. Each step is a unit of work of its own: one that is killed midway is taken again."""

    def __init__(self, database: Database, clock: Clock, every: float = _EVERY) -> None:
        self._database = database
        self._clock = clock
        self._every = every

    async def run(self, stop: asyncio.Event) -> None:
        """Takes what is due until told to stop."""
        while not stop.is_set():
            try:
                await self.take_due()
            except Exception as error:
                log.warning("scheduled steps put off: %s", type(error).__name__)
            await waiting.first(stop, timeout=self._every)

    async def take_due(self) -> int:
        """Takes the steps whose moment has come; tells how many it took."""
        async with self._database.read() as connection:
            due = await operators.due(connection, _AT_ONCE)
        taken = 0
        for operator_id in due:
            try:
                async with self._database.unit_of_work() as uow:
                    taken += await take_due(uow, operator_id, self._clock)
            except Exception as error:
                if is_outage(error):
                    raise
                log.error("the scheduled step of operator %s is left", operator_id, exc_info=error)  # others go on
        return taken
