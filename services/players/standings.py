"""Keeps how operators stand a few seconds old at most; one of all processes does, by an advisory lock."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from kit import waiting
from kit.db import Database, is_outage
from services.players.domain.figures import quarter_of
from services.players.repository.figures import standings as stored
from services.players.service.figures import standings

log = logging.getLogger(__name__)

_LOCK: Final = 0x0DA1B3
_POLL: Final = 1.0  # seconds until the lock is asked for again
_ANSWER: Final = 10.0  # seconds that Postgres may take
_AT_ONCE: Final = 50  # operators of one transaction, whose news cannot be tidied up before it ends


class Standings:
    """Runs all the time. `every` is in seconds; quarters of an hour are kept for `keep`.

    Whoever has lost the lock without knowing does no harm beside the successor: what both take in fails for one.
    """

    def __init__(self, database: Database, every: float, keep: timedelta) -> None:
        self._database = database
        self._every = every
        self._keep = keep
        self._kept: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Goes on until told to stop; survives restarts of Postgres."""
        while not stop.is_set():
            try:
                await self._lead(stop)
            except Exception as error:
                log.warning("standings of operators put off: %s", type(error).__name__, exc_info=not is_outage(error))
                await waiting.first(stop, timeout=_POLL)

    async def _lead(self, stop: asyncio.Event) -> None:
        async with self._database.session() as session:
            while not await session.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK, timeout=_ANSWER):
                if await waiting.first(stop, timeout=_POLL):
                    return
            while not stop.is_set():
                await self.refresh()
                # A link that died silently closes nothing, and the lock may be another's.
                await session.fetchval("SELECT 1", timeout=_ANSWER)
                await waiting.first(stop, timeout=self._every)

    async def refresh(self) -> None:
        """Brings all operators up to date, and keeps how they stand when a quarter of an hour has begun."""
        async with self._database.read() as connection:
            operators = await stored.all_operators(connection)
        moments = []
        for start in range(0, len(operators), _AT_ONCE):
            async with self._database.unit_of_work() as uow:
                moments.append(await standings.refresh(uow, operators[start : start + _AT_ONCE]))
        # By the database's clock, as everything else about standings.
        if moments and (quarter := quarter_of(moments[0])) != self._kept:
            async with self._database.unit_of_work() as uow:
                await standings.keep_quarter(uow, quarter, self._keep)
            self._kept = quarter
