"""Counts figures again: claims a rebuild that waits or was left behind, and takes it to its end.

Until the whole history is counted, whoever takes over starts over with an empty generation, as the moment that the
history was read from is gone. From then on each step takes what it does from the log, so that none is done twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID

from kit import waiting
from kit.clock import Clock
from kit.db import Database, UnitOfWork, is_outage
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from services.metrics.convert import rebuilds as convert
from services.metrics.domain.rebuilds import Rebuild, RebuildState
from services.metrics.domain.tally import Tally
from services.metrics.history import History
from services.metrics.repository import rebuilds as stored
from services.metrics.service import generations
from services.metrics.service.rebuilds import building, steering
from services.metrics.service.rollups import Counting

log = logging.getLogger(__name__)

_EVERY: Final = 2.0  # seconds
_LEASE: Final = timedelta(seconds=30)
_PAUSE: Final = timedelta(seconds=5)  # before what went wrong is tried again
_AT_ONCE: Final = 5_000  # activities of one step
_MOST_FAILURES: Final = 5
_OUR_FAULT: Final = "Something went wrong on our side; it has been recorded. Start again to try again."
_PASSING: Final = (Kind.UNAVAILABLE, Kind.EXHAUSTED)


class _Lost(Exception):
    """The rebuild is another's by now, or was given up."""


class _Stopped(Exception):
    """The process is to end."""


class Rebuilds:
    """Runs all the time; any number of processes do."""

    def __init__(
        self, database: Database, counting: Counting, history: History, clock: Clock, lease: timedelta = _LEASE
    ) -> None:
        self._database = database
        self._counting = counting
        self._history = history
        self._clock = clock
        self._lease = lease

    async def run(self, stop: asyncio.Event) -> None:
        """Works until told to stop."""
        while not stop.is_set():
            try:
                async with self._database.read() as connection:
                    operator_id = await stored.to_do(connection)
                if operator_id is not None:
                    await self._attend(operator_id, stop)
                    continue
            except Exception as error:
                log.warning("rebuilds interrupted, trying again: %s", type(error).__name__, exc_info=True)
            await waiting.first(stop, timeout=_EVERY)

    async def _attend(self, operator_id: UUID, stop: asyncio.Event) -> None:
        worker = uuid7()
        async with self._database.unit_of_work() as uow:
            rebuild = await stored.claim(uow.connection, operator_id, worker, self._lease)
        if rebuild is None:
            return
        pause = timedelta()
        keeping = asyncio.create_task(self._keep(operator_id, worker))
        try:
            await self._work(rebuild, worker, stop)
        except (_Lost, _Stopped):
            pass
        except Exception as error:
            pause = _PAUSE
            await self._note(operator_id, worker, error)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        async with self._database.unit_of_work() as uow:
            await stored.give_back(uow.connection, operator_id, worker, pause)

    async def _work(self, rebuild: Rebuild, worker: UUID, stop: asyncio.Event) -> None:
        if rebuild.state is RebuildState.BUILDING:
            if not rebuild.counted:
                await self._count(rebuild, worker, stop)
            more = True
            while more:
                async with self._held(rebuild.operator_id, worker, stop) as (uow, held):
                    more = await building.catch_up(uow, held, self._counting, convert.add_event, self._clock)
            async with self._held(rebuild.operator_id, worker, stop) as (uow, held):
                found = await building.switch(uow, held, self._counting, convert.add_event, self._clock)
            log.info("figures of operator %s are counted again; sums that differ: %d", rebuild.operator_id, found)
        async with self._held(rebuild.operator_id, worker, stop) as (_, held):
            going = held.going
        if going is not None:
            await generations.delete(self._database, rebuild.operator_id, going)
            async with self._held(rebuild.operator_id, worker, stop) as (uow, held):
                await building.cleared(uow, held, self._clock)

    async def _count(self, rebuild: Rebuild, worker: UUID, stop: asyncio.Event) -> None:
        """Counts the history from its beginning."""
        operator_id = rebuild.operator_id
        await generations.delete(self._database, operator_id, rebuild.generation)
        begun, tally, number = False, Tally(), 0
        async with aclosing(self._history.read(operator_id)) as parts:
            async for part in parts:
                if not begun:
                    begun = True
                    async with self._held(operator_id, worker, stop) as (uow, held):
                        await building.begin(uow, held, convert.held(part), part.total)
                convert.add_history(tally, operator_id, part)
                number += len(part.activities)
                if number >= _AT_ONCE:
                    async with self._held(operator_id, worker, stop) as (uow, held):
                        await building.count(uow, held, self._counting, tally, number, self._clock)
                    tally, number = Tally(), 0
                await asyncio.sleep(0)
        async with self._held(operator_id, worker, stop) as (uow, held):
            await building.count(uow, held, self._counting, tally, number, self._clock)
        async with self._held(operator_id, worker, stop) as (uow, held):
            await building.complete(uow, held)

    @asynccontextmanager
    async def _held(
        self, operator_id: UUID, worker: UUID, stop: asyncio.Event
    ) -> AsyncIterator[tuple[UnitOfWork, Rebuild]]:
        """A unit of work that holds the rebuild."""
        if stop.is_set():
            raise _Stopped
        async with self._database.unit_of_work() as uow:
            held = await stored.hold(uow.connection, operator_id, worker, self._lease)
            if held is None:
                raise _Lost
            yield uow, held

    async def _keep(self, operator_id: UUID, worker: UUID) -> None:
        """Keeps the lease while a step takes long."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with self._database.unit_of_work() as uow:
                    await stored.hold(uow.connection, operator_id, worker, self._lease)
            except Exception as error:
                log.warning("the lease of a rebuild was not renewed: %s", type(error).__name__)

    async def _note(self, operator_id: UUID, worker: UUID, error: Exception) -> None:
        """Tells what a rebuild waits for, or ends it when it cannot go on."""
        passing = is_outage(error) or (isinstance(error, DomainError) and error.kind in _PASSING)
        log.log(
            logging.WARNING if passing else logging.ERROR,
            "rebuild of operator %s: %s",
            operator_id,
            type(error).__name__,
            exc_info=None if passing else error,
        )
        async with self._database.unit_of_work() as uow:
            held = await stored.hold(uow.connection, operator_id, worker, self._lease)
            if held is None:
                return
            text = error.message if isinstance(error, DomainError) else _OUR_FAULT
            failures = held.failures + (not passing)
            refused = isinstance(error, DomainError) and not passing
            if held.state is RebuildState.BUILDING and (refused or failures >= _MOST_FAILURES):
                await steering.end(uow, held, RebuildState.FAILED, text, self._clock)
            else:
                await stored.change(uow.connection, operator_id, error=text, failures=failures)
