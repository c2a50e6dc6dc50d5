"""Workers of jobs: claim what waits or was left behind, move it on step by step, keep what expired from piling up.

A step is one transaction that holds the job's row: what it wrote and how far the job is are committed together, so that
a process that dies repeats nothing and loses nothing, and another goes on after the lease.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from kit import waiting
from kit.clock import Clock
from kit.db import Database, UnitOfWork, is_outage
from kit.errors import DomainError
from kit.ids import uuid7
from services.players.convert import jobs as convert
from services.players.domain.job import MOST_ATTEMPTS, ExportSpec, Job
from services.players.repository.jobs import progress
from services.players.service.jobs import bulk, exports, steering
from services.players.service.jobs.ahead import SlicesAhead

log = logging.getLogger(__name__)

_POLL: Final = 2.0  # seconds; NOTIFY wakes us sooner, but not when a lease is over
_PAUSE: Final = timedelta(seconds=2)  # before what went wrong is tried again
_ANSWER: Final = 10.0  # seconds that Postgres may take
_TIDY_EVERY: Final = 60.0
_TIDY_BATCH: Final = 100
_OUR_FAULT: Final = "Something went wrong on our side; it has been recorded. Resume the job to try again."


@dataclass(frozen=True, slots=True)
class Pace:
    """How many jobs at once, how long a lease and a turn last, how long files and ended jobs are kept."""

    at_once: int
    lease: timedelta
    turn: timedelta
    keep: timedelta
    keep_ended: timedelta


class Workers:
    """Runs all the time; any number of processes do."""

    def __init__(self, database: Database, clock: Clock, pace: Pace) -> None:
        self._database = database
        self._clock = clock
        self._pace = pace

    async def run(self, stop: asyncio.Event) -> None:
        """Works until told to stop; then each job ends its step and is given back."""
        while not stop.is_set():
            try:
                await self._attend(stop)
            except Exception as error:
                log.warning("work on jobs interrupted, trying again: %s", type(error).__name__, exc_info=True)
                await waiting.first(stop, timeout=_POLL)

    async def _attend(self, stop: asyncio.Event) -> None:
        loop, tidied = asyncio.get_running_loop(), 0.0
        under_way: set[asyncio.Task[None]] = set()
        wake = asyncio.Event()
        async with self._database.session() as session:
            await session.add_listener(progress.CHANNEL, lambda *_: wake.set())
            try:
                while not stop.is_set():
                    wake.clear()
                    for operator_id, job_id in await self._claimable(self._pace.at_once - len(under_way)):
                        task = asyncio.create_task(self._work(operator_id, job_id, stop))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                        task.add_done_callback(lambda _: wake.set())
                    if loop.time() - tidied > _TIDY_EVERY:
                        await self.tidy()
                        tidied = loop.time()
                    # A link that died silently closes nothing, and no NOTIFY would come.
                    await session.fetchval("SELECT 1", timeout=_ANSWER)
                    await waiting.first(stop, wake, timeout=_POLL)
            finally:
                await asyncio.gather(*under_way, return_exceptions=True)

    async def _claimable(self, free: int) -> list[tuple[UUID, UUID]]:
        if free <= 0:
            return []
        async with self._database.read() as connection:
            return [(row.operator_id, row.job_id) for row in await progress.to_do(connection, free)]

    async def _work(self, operator_id: UUID, job_id: UUID, stop: asyncio.Event) -> None:
        """Works on one job until it ends, its turn is over, it is stopped or taken over, or something goes wrong."""
        worker, loop, ahead = uuid7(), asyncio.get_running_loop(), SlicesAhead(self._database)
        begun = loop.time()
        pause = timedelta()
        try:
            async with self._database.unit_of_work() as uow:
                if not await progress.claim(uow.connection, operator_id, job_id, worker, self._pace.lease):
                    return
            while not stop.is_set():
                async with self._database.unit_of_work() as uow:
                    job = await progress.hold(uow.connection, operator_id, job_id, worker, self._pace.lease)
                    if job is None or await self._step(uow, job, ahead):
                        return
                if loop.time() - begun > self._pace.turn.total_seconds() and await self._claimable(1):
                    break  # others wait
        except DomainError as error:
            log.info("job %s cannot go on: %s", job_id, error.reason)
            await self._fail(operator_id, job_id, worker, error.message)
            return
        except Exception as error:
            pause = _PAUSE
            if is_outage(error):
                log.warning("job %s waits for the database: %s", job_id, type(error).__name__)
            else:
                log.error("job %s failed unexpectedly", job_id, exc_info=error)
        finally:
            await ahead.close()
        await self._give_back(operator_id, job_id, worker, pause)

    async def _step(self, uow: UnitOfWork, job: Job, ahead: SlicesAhead) -> bool:
        """One step; tells whether the job ended with it."""
        if job.attempts > MOST_ATTEMPTS:
            await steering.fail(uow, job, _OUR_FAULT, self._clock, self._pace.keep)
            return True
        spec = convert.spec_of(job)
        if isinstance(spec, ExportSpec):
            ended = await exports.advance(uow, job, spec, ahead, self._clock, self._pace.keep)
        else:
            ended = await bulk.advance(uow, job, spec, self._clock)
        if ended:
            await progress.move(uow.connection, job, spec=convert.spent(job))
        return ended

    async def _fail(self, operator_id: UUID, job_id: UUID, worker: UUID, problem: str) -> None:
        async with self._database.unit_of_work() as uow:
            job = await progress.hold(uow.connection, operator_id, job_id, worker, self._pace.lease)
            if job is not None:
                await steering.fail(uow, job, problem, self._clock, self._pace.keep)

    async def _give_back(self, operator_id: UUID, job_id: UUID, worker: UUID, pause: timedelta) -> None:
        try:
            async with self._database.unit_of_work() as uow:
                await progress.give_back(uow.connection, operator_id, job_id, worker, pause)
        except Exception as error:
            # Its lease ends by itself.
            log.warning("job %s could not be given back: %s", job_id, type(error).__name__)

    async def tidy(self) -> None:
        """Deletes files that expired, and jobs that ended long ago."""
        async with self._database.read() as connection:
            expired = await progress.expired(connection, self._clock(), _TIDY_BATCH)
            old = await progress.old(connection, self._clock() - self._pace.keep_ended, _TIDY_BATCH)
        for row in expired:
            async with self._database.unit_of_work() as uow:
                await steering.expire(uow, row.operator_id, row.job_id, convert.spent, self._clock)
        for row in old:
            async with self._database.unit_of_work() as uow:
                await progress.remove(uow.connection, row.operator_id, row.job_id)
