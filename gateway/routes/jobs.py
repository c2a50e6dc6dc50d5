"""Exports and bulk actions: begun, watched, steered, their files and results fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from daybook.players.v1 import jobs_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from gateway.clients import PLAYERS, actor_for
from gateway.container import Gateway, TheGateway
from gateway.convert import jobs as convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from gateway.models import jobs as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within
from kit.auth.actor import Actor

router = APIRouter(prefix=PREFIX, tags=["jobs"], dependencies=SCHEMES)

_READ, _EXPORT, _BULK, _REVEAL = "players.read", "players.export", "players.bulk", "players.reveal"
_SEES_OTHERS: Final = (_EXPORT, _BULK)
# Choosing a million players takes a few seconds.
_SECONDS: Final = 30.0
_TYPES: Final = {
    pb.EXPORT_FORMAT_CSV: "text/csv; charset=utf-8",
    pb.EXPORT_FORMAT_XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Reader = Annotated[Caller, Depends(Requires(_READ))]
Exporter = Annotated[Caller, Depends(Requires(_EXPORT))]
Bulker = Annotated[Caller, Depends(Requires(_BULK))]


@router.post("/players/exports")
async def start_export(body: models.NewExport, caller: Exporter, request: Request, gateway: TheGateway) -> models.Job:
    """Begins an export of the players that a filter finds."""
    operator = await operator_within(request, caller, _EXPORT, body.operator_id)
    permissions = [_EXPORT]
    if body.reveal:
        await operator_within(request, caller, _REVEAL, body.operator_id)
        permissions.append(_REVEAL)
    services, actor = gateway.services, actor_for(caller, permissions, [operator])
    asked = convert.export_request(body, operator)
    answer = await services.ask(PLAYERS, services.jobs.StartExport, asked, actor)
    return convert.job(answer.job)


@router.post("/players/bulk/preview")
async def preview_bulk(
    body: models.BulkQuestion, caller: Bulker, request: Request, gateway: TheGateway
) -> models.BulkPreview:
    """What a bulk action would do, without doing it."""
    operator, actor = await _bulk_actor(body, caller, request)
    services, asked = gateway.services, convert.preview_request(body, operator)
    return convert.preview(await services.ask(PLAYERS, services.jobs.PreviewBulk, asked, actor, seconds=_SECONDS))


@router.post("/players/bulk")
async def start_bulk(body: models.NewBulk, caller: Bulker, request: Request, gateway: TheGateway) -> models.Job:
    """Begins a bulk action; 409 SELECTION_CHANGED when the filter finds far more than the preview did."""
    operator, actor = await _bulk_actor(body, caller, request)
    services, asked = gateway.services, convert.bulk_request(body, operator)
    answer = await services.ask(PLAYERS, services.jobs.StartBulk, asked, actor, seconds=_SECONDS)
    return convert.job(answer.job)


async def _bulk_actor(body: models.BulkQuestion, caller: Caller, request: Request) -> tuple[Operator, Actor]:
    """Who acts: somebody who may act on many, and do to one what is done to each."""
    operator = await operator_within(request, caller, _BULK, body.operator_id)
    needed = convert.action_permission(body.action)
    await operator_within(request, caller, needed, body.operator_id)
    return operator, actor_for(caller, [_BULK, needed], [operator])


def _seeing(caller: Caller, operator: Operator) -> Actor:
    """The caller with what it takes to see jobs of others, as far as that is held."""
    return actor_for(caller, [_READ, *(one for one in _SEES_OTHERS if caller.may(one, operator))], [operator])


@router.get("/jobs")
async def list_jobs(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    kind: Annotated[models.JobKind | None, Query()] = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Job]:
    """The caller's jobs, and for who may start such jobs those of others, newest first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListJobsRequest(
        operator_id=str(operator.operator_id),
        kind=convert.KIND[kind] if kind else pb.JOB_KIND_UNSPECIFIED,
        page=page_request(cursor, limit),
    )
    services = gateway.services
    answer = await services.ask(PLAYERS, services.jobs.ListJobs, asked, _seeing(caller, operator))
    return page_of_messages(map(convert.job, answer.jobs), answer.next_cursor, answer.total)


async def _found(gateway: Gateway, caller: Caller, operator: Operator, job_id: UUID) -> pb.Job:
    asked = pb.GetJobRequest(operator_id=str(operator.operator_id), job_id=str(job_id))
    services = gateway.services
    return (await services.ask(PLAYERS, services.jobs.GetJob, asked, _seeing(caller, operator))).job


@router.get("/jobs/{job_id}")
async def get_job(
    job_id: UUID, caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.Job:
    """How far a job is."""
    operator = await operator_within(request, caller, _READ, operator_id)
    return convert.job(await _found(gateway, caller, operator, job_id))


@router.post("/jobs/{job_id}/cancel")
async def cancel_job(
    job_id: UUID, body: models.Steering, caller: Reader, request: Request, gateway: TheGateway
) -> models.Job:
    """Stops a job; what was done stays done."""
    operator = await operator_within(request, caller, _READ, body.operator_id)
    asked = pb.CancelJobRequest(operator_id=str(operator.operator_id), job_id=str(job_id))
    services = gateway.services
    answer = await services.ask(PLAYERS, services.jobs.CancelJob, asked, _seeing(caller, operator))
    return convert.job(answer.job)


@router.post("/jobs/{job_id}/resume")
async def resume_job(
    job_id: UUID, body: models.Steering, caller: Reader, request: Request, gateway: TheGateway
) -> models.Job:
    """Has a stopped or failed job go on; only who started it, who must still hold what it needs."""
    operator = await operator_within(request, caller, _READ, body.operator_id)
    needed = convert.permissions(await _found(gateway, caller, operator, job_id))
    held = [_READ, *(one for one in needed if caller.may(one, operator))]
    asked = pb.ResumeJobRequest(operator_id=str(operator.operator_id), job_id=str(job_id))
    services = gateway.services
    answer = await services.ask(PLAYERS, services.jobs.ResumeJob, asked, actor_for(caller, held, [operator]))
    return convert.job(answer.job)


@router.get("/jobs/{job_id}/results")
async def list_results(
    job_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    failed_only: bool = False,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.BulkResult]:
    """What became of each player of a bulk action, in the order in which they were done."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListBulkResultsRequest(
        operator_id=str(operator.operator_id),
        job_id=str(job_id),
        failed_only=failed_only,
        page=page_request(cursor, limit),
    )
    services = gateway.services
    answer = await services.ask(PLAYERS, services.jobs.ListBulkResults, asked, _seeing(caller, operator))
    return page_of_messages(map(convert.result, answer.results), answer.next_cursor, answer.total)


@router.get("/jobs/{job_id}/file", response_class=Response)
async def get_file(
    job_id: UUID, caller: Exporter, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> Response:
    """The file of a finished export, piece by piece, for who started it and still may; each time is audited."""
    operator = await operator_within(request, caller, _EXPORT, operator_id)
    held = [_READ, _EXPORT, *([_REVEAL] if caller.may(_REVEAL, operator) else [])]
    services, actor = gateway.services, actor_for(caller, held, [operator])
    told = pb.GetJobRequest(operator_id=str(operator.operator_id), job_id=str(job_id))
    found = (await services.ask(PLAYERS, services.jobs.GetJob, told, actor)).job
    asked = pb.DownloadExportRequest(operator_id=str(operator.operator_id), job_id=str(job_id))
    async with AsyncExitStack() as stack:
        pieces = await stack.enter_async_context(services.stream(PLAYERS, services.jobs.DownloadExport, asked, actor))
        # What refuses the file refuses its first piece: before anything is sent, while it can still be said.
        first = await anext(pieces)
        rest = stack.pop_all()

    async def content() -> AsyncIterator[bytes]:
        async with rest:
            yield first.content
            async for piece in pieces:
                yield piece.content

    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}",
        "content-length": str(found.size_bytes),
        # Left as it is: its length is told, and packing hundreds of megabytes here would hold up everybody else.
        "content-encoding": "identity",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(content(), media_type=_TYPES[found.format], headers=headers)
