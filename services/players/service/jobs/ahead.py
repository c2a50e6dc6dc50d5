"""The slices of an export that are read while the ones before are packed and kept."""

from __future__ import annotations

import asyncio
from typing import Final
from uuid import UUID

from kit.db import Database
from services.players.domain.job import SLICE, ExportSpec, Job
from services.players.repository.jobs import writing

_AHEAD: Final = 2  # slices, each by a session of its own: the database makes the rows, and that is most of the work

Slice = tuple[bytes, int]


class SlicesAhead:
    """Reads for one worker of one job, which must close it; what nobody takes any more is forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading: dict[int, asyncio.Task[Slice]] = {}

    async def take(self, job: Job, total: int, spec: ExportSpec) -> Slice:
        """The slice that the job has come to, as `writing.slice_rows`; those after it are read from now on."""
        number = job.done // SLICE
        for coming in range(number, min(number + _AHEAD, (total - 1) // SLICE) + 1):
            if coming not in self._reading:
                self._reading[coming] = asyncio.create_task(self._read(job.operator_id, job.job_id, coming, spec))
        if number not in self._reading:  # an export of nobody has one slice, too
            return await self._read(job.operator_id, job.job_id, number, spec)
        return await self._reading.pop(number)

    async def close(self) -> None:
        """Waits for what is still being read."""
        await asyncio.gather(*self._reading.values(), return_exceptions=True)
        self._reading.clear()

    async def _read(self, operator_id: UUID, job_id: UUID, number: int, spec: ExportSpec) -> Slice:
        async with self._database.unit_of_work() as uow:
            return await writing.slice_rows(uow.connection, operator_id, job_id, number, spec)
