"""How the suite is: the gateway's own database and every service behind it, asked at the same time."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from gateway.clients import Health, Services
from gateway.repository import health
from kit.db import Database, is_outage

_SECONDS: Final = 2.0


class SuiteStatus:
    """Asks everybody."""

    def __init__(self, database: Database, services: Services) -> None:
        self._database = database
        self._services = services

    async def services(self) -> list[Health]:
        """The gateway first, then the services it calls."""
        own, others = await asyncio.gather(self._own(), self._services.health(_SECONDS))
        return [own, *others]

    async def _own(self) -> Health:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(_SECONDS), self._database.read() as connection:
                await health.ping(connection)
        except Exception as error:
            if isinstance(error, TimeoutError) or is_outage(error):
                return Health("gateway", up=False, milliseconds=None)
            raise
        return Health("gateway", up=True, milliseconds=round((time.perf_counter() - started) * 1000, 1))
