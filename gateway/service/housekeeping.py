"""What the gateway forgets by itself: sessions that ended, old attempts, answers that no retry will ask for."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from gateway.repository import attempts, sessions
from kit import requests, waiting
from kit.clock import Clock
from kit.db import Database

log = logging.getLogger(__name__)

_EVERY: Final = 600.0  # seconds
_KEEP_SESSIONS: Final = timedelta(days=30)
_KEEP_ATTEMPTS: Final = timedelta(days=1)


class Housekeeping:
    """Prunes every ten minutes; any number of replicas may."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Prunes until told to stop."""
        while not stop.is_set():
            try:
                await self.prune()
            except Exception as error:
                log.warning("housekeeping failed, trying again later: %s", type(error).__name__)
            await waiting.first(stop, timeout=_EVERY)

    async def prune(self) -> None:
        """Forgets once."""
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            await sessions.prune(uow.connection, now - _KEEP_SESSIONS)
            await attempts.prune(uow.connection, now - _KEEP_ATTEMPTS)
            await requests.prune(uow)
