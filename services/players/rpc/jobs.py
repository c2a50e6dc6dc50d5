"""JobsService: exports and bulk actions, started, watched, steered, fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from daybook.players.v1 import jobs_service_pb2 as wire
from daybook.players.v1 import jobs_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import jobs as convert
from services.players.convert import paging, text
from services.players.convert import player as player_convert
from services.players.domain.job import Job, JobKind
from services.players.service.jobs import bulk, exports, steering

S = TypeVar("S", wire.StartExportResponse, wire.StartBulkResponse)


class Jobs(service_wire.JobsServiceServicer):
    """Jobs as people see them; workers do them. `keep` is for how long a stopped one can be resumed."""

    def __init__(self, database: Database, clock: Clock, keep: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._keep = keep

    async def StartExport(self, request: wire.StartExportRequest, context: Any) -> wire.StartExportResponse:
        """Begins an export."""
        text.check(request)
        spec = convert.read_export(request)

        async def begin(uow: UnitOfWork, asked: steering.Asked) -> Job:
            return await exports.start(uow, asked, spec, self._clock)

        return await self._started(request, wire.StartExportResponse, begin)

    async def PreviewBulk(self, request: wire.PreviewBulkRequest, context: Any) -> wire.PreviewBulkResponse:
        """What a bulk action would do."""
        text.check(request)
        spec = convert.read_bulk(request)
        async with self._database.read() as connection:
            sample, total, unchanged = await bulk.preview(
                connection, UUID(request.operator_id), spec, call.current().actor, self._clock
            )
        return wire.PreviewBulkResponse(
            total=paging.total(total),
            sample=[player_convert.player(player) for player in sample],
            sample_unchanged=unchanged,
        )

    async def StartBulk(self, request: wire.StartBulkRequest, context: Any) -> wire.StartBulkResponse:
        """Begins a bulk action."""
        text.check(request)
        spec = convert.read_bulk(request)

        async def begin(uow: UnitOfWork, asked: steering.Asked) -> Job:
            return await bulk.start(uow, asked, spec, request.expected, self._clock)

        return await self._started(request, wire.StartBulkResponse, begin)

    async def _started(
        self,
        request: wire.StartExportRequest | wire.StartBulkRequest,
        response: type[S],
        begin: Callable[[UnitOfWork, steering.Asked], Awaitable[Job]],
    ) -> S:
        asked = steering.Asked(
            operator_id=UUID(request.operator_id),
            actor=call.current().actor,
            reason=request.reason,
            told=convert.told(request),
            kept=convert.kept(request),
            request_id=request.request_id,
        )

        async def answer(uow: UnitOfWork) -> S:
            return response(job=_shown(await begin(uow, asked)))

        return await requests.answered(self._database, request, response, answer)

    async def ListJobs(self, request: wire.ListJobsRequest, context: Any) -> wire.ListJobsResponse:
        """A page of jobs."""
        kind = JobKind(request.kind) if request.kind else None
        async with self._database.read() as connection:
            page, total = await steering.page(
                connection,
                UUID(request.operator_id),
                call.current().actor,
                kind,
                request.page.cursor,
                request.page.size,
            )
        return wire.ListJobsResponse(
            jobs=[_shown(job) for job in page.rows], next_cursor=page.next_cursor, total=paging.total(total)
        )

    async def GetJob(self, request: wire.GetJobRequest, context: Any) -> wire.GetJobResponse:
        """One job."""
        async with self._database.read() as connection:
            job = await steering.visible(
                connection, UUID(request.operator_id), UUID(request.job_id), call.current().actor
            )
        return wire.GetJobResponse(job=_shown(job))

    async def CancelJob(self, request: wire.CancelJobRequest, context: Any) -> wire.CancelJobResponse:
        """Stops a job."""
        async with self._database.unit_of_work() as uow:
            job = await steering.cancel(
                uow,
                UUID(request.operator_id),
                UUID(request.job_id),
                call.current().actor,
                self._clock,
                self._keep,
            )
        return wire.CancelJobResponse(job=_shown(job))

    async def ResumeJob(self, request: wire.ResumeJobRequest, context: Any) -> wire.ResumeJobResponse:
        """Has a job go on."""
        async with self._database.unit_of_work() as uow:
            job = await steering.resume(
                uow,
                UUID(request.operator_id),
                UUID(request.job_id),
                call.current().actor,
                convert.spec_of,
                self._clock,
            )
        return wire.ResumeJobResponse(job=_shown(job))

    async def ListBulkResults(self, request: wire.ListBulkResultsRequest, context: Any) -> wire.ListBulkResultsResponse:
        """A page of what became of each player."""
        async with self._database.read() as connection:
            page, total = await steering.results_of(
                connection,
                UUID(request.operator_id),
                UUID(request.job_id),
                call.current().actor,
                request.failed_only,
                request.page.cursor,
                request.page.size,
            )
        return wire.ListBulkResultsResponse(
            results=[convert.result(shown) for shown in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def DownloadExport(
        self, request: wire.DownloadExportRequest, context: Any
    ) -> AsyncIterator[wire.DownloadExportResponse]:
        """The file, piece by piece."""
        pieces = exports.download(
            self._database,
            UUID(request.operator_id),
            UUID(request.job_id),
            call.current().actor,
            convert.spec_of,
            call.current().request_id,
            self._clock,
        )
        async for piece in pieces:
            yield wire.DownloadExportResponse(content=piece)


def _shown(job: Job) -> wire.Job:
    return convert.job(job, own=steering.own(job, call.current().actor))
