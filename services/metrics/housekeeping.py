"""What must be done now and then: partitions ahead of their months, and detail dropped when its time is over."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from kit import waiting
from kit.clock import Clock
from kit.month import month_of
from services.metrics.repository.partitions import Partitions

log = logging.getLogger(__name__)

_EVERY: Final = 3600.0


class Keeping:
    """Runs every hour, in any number of processes. Whole months of detail go, days and totals stay."""

    def __init__(self, partitions: Partitions, detail_days: int, clock: Clock) -> None:
        self._partitions = partitions
        self._detail = timedelta(days=detail_days)
        self._clock = clock

    async def prepare(self) -> None:
        """Sees to the partitions of this month and the next ones before anything is counted."""
        await self._partitions.ensure((), self._clock())

    async def retire(self) -> None:
        """Drops the months that ended longer ago than detail is kept."""
        for month in await self._partitions.retire(month_of(self._clock() - self._detail)):
            log.info("the detail of %04d-%02d is over", *month)

    async def run(self, stop: asyncio.Event) -> None:
        """Does its rounds until told to stop."""
        while not await waiting.first(stop, timeout=_EVERY):
            try:
                await self.prepare()
                await self.retire()
            except Exception as error:
                log.warning("housekeeping put off: %s", type(error).__name__, exc_info=True)
