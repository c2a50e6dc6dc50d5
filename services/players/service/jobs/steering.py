"""Jobs as people see and steer them: listed, stopped, resumed, their results read; and how they begin and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.ids import uuid7
from kit.paging import PageOf, Total
from services.players import events
from services.players.domain.job import (
    ACTION_PERMISSIONS,
    MOST_AT_ONCE,
    ExportSpec,
    Job,
    JobKind,
    JobState,
    Spec,
)
from services.players.errors import JobEnded, JobNotFound, JobTooOld, OperatorUnknown, TooManyJobs
from services.players.repository import operators
from services.players.repository.jobs import choosing, parts, progress, results

# Who may see and stop the jobs of others.
OVERSEES: Final = {JobKind.EXPORT: "players.export", JobKind.BULK: "players.bulk"}


def require(actor: Actor, operator_id: UUID, spec: Spec) -> None:
    """Raises PermissionDenied unless the caller may do what a job is to do."""
    if isinstance(spec, ExportSpec):
        needed = [OVERSEES[JobKind.EXPORT], *(["players.reveal"] if spec.reveal else [])]
    else:
        needed = [OVERSEES[JobKind.BULK], ACTION_PERMISSIONS[type(spec.action)]]
    for permission in needed:
        actor.require(permission, str(operator_id))


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a job, where and why; `told` is what its audit record says of it, `kept` the same for the worker."""

    operator_id: UUID
    actor: Actor
    reason: str
    told: dict[str, Any]
    kept: bytes
    request_id: str


async def begin(uow: UnitOfWork, asked: Asked, kind: JobKind, now: datetime) -> Job:
    """A new job, not kept yet. Raises OperatorUnknown and TooManyJobs."""
    if not await operators.exists(uow.connection, asked.operator_id):
        raise OperatorUnknown
    if await progress.active_of(uow.connection, asked.operator_id, asked.actor.id) >= MOST_AT_ONCE:
        raise TooManyJobs
    return Job(
        operator_id=asked.operator_id,
        job_id=uuid7(),
        kind=kind,
        state=JobState.WAITING,
        spec=asked.kept,
        reason=asked.reason.strip(),
        actor=asked.actor,
        created_at=now,
        finished_at=None,
        expires_at=None,
        total=None,
        done=0,
        failed=0,
        unchanged=0,
        book=None,
        size_bytes=0,
        file_name=None,
        problem=None,
        attempts=0,
    )


async def keep(uow: UnitOfWork, job: Job, asked: Asked) -> Job:
    """Keeps a new job for the workers, and announces it."""
    await progress.add(uow.connection, job)
    after = state(job) | asked.told
    uow.outbox.add(events.job_changed("start", job, job.created_at, after=after, request_id=asked.request_id))
    return job


async def page(
    connection: AsyncConnection, operator_id: UUID, actor: Actor, kind: JobKind | None, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of the caller's jobs, and of others' of the kinds that the caller may start."""
    kinds = [one for one, permission in OVERSEES.items() if actor.may(permission, str(operator_id))]
    return await progress.page(connection, operator_id, actor.id, kinds, kind, cursor, size)


async def visible(
    connection: AsyncConnection, operator_id: UUID, job_id: UUID, actor: Actor, *, lock: bool = False
) -> Job:
    """A job that the caller may see: their own, or of a kind that they may start. Raises JobNotFound."""
    job = await progress.find(connection, operator_id, job_id, lock=lock)
    if job is None or not (own(job, actor) or actor.may(OVERSEES[job.kind], str(operator_id))):
        raise JobNotFound
    return job


def own(job: Job, actor: Actor) -> bool:
    """Whether the caller started it."""
    return job.actor.id == actor.id and job.actor.kind is actor.kind


async def results_of(
    connection: AsyncConnection,
    operator_id: UUID,
    job_id: UUID,
    actor: Actor,
    failed_only: bool,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A page of what became of each player. Raises JobNotFound."""
    await visible(connection, operator_id, job_id, actor)
    return await results.page(connection, operator_id, job_id, failed_only, cursor, size)


async def cancel(uow: UnitOfWork, operator_id: UUID, job_id: UUID, actor: Actor, clock: Clock, keep: timedelta) -> Job:
    """Stops a job; what was done stays done, and it can be resumed until it expires. One that is stopped stays so.

    Raises JobNotFound, and JobEnded for one that is done.
    """
    job = await visible(uow.connection, operator_id, job_id, actor, lock=True)
    if job.state is JobState.CANCELLED:
        return job
    if not job.state.active:
        raise JobEnded
    now = clock()
    after = await _move(uow, job, JobState.CANCELLED, finished_at=now, expires_at=now + keep)
    uow.outbox.add(events.job_changed("cancel", after, now, actor=actor, before=state(job), after=state(after)))
    return after


async def resume(
    uow: UnitOfWork, operator_id: UUID, job_id: UUID, actor: Actor, read: Callable[[Job], Spec], clock: Clock
) -> Job:
    """Has a stopped or failed job go on, in the name of who started it: only they may. One under way stays so.

    It needs what it needed to be started; `read` tells what that was. Raises JobNotFound, PermissionDenied, JobEnded,
    JobTooOld and TooManyJobs.
    """
    job = await visible(uow.connection, operator_id, job_id, actor, lock=True)
    if not own(job, actor):
        raise JobNotFound
    require(actor, operator_id, read(job))
    if job.state.active:
        return job
    if job.state is JobState.DONE:
        raise JobEnded
    now = clock()
    if job.state is JobState.EXPIRED or job.expires_at is None or job.expires_at <= now:
        raise JobTooOld
    if await progress.active_of(uow.connection, operator_id, actor.id) >= MOST_AT_ONCE:
        raise TooManyJobs
    after = await _move(
        uow, job, JobState.WAITING, finished_at=None, expires_at=None, problem=None, attempts=0, queued_at=now
    )
    await progress.wake(uow.connection)
    uow.outbox.add(events.job_changed("resume", after, now, actor=actor, before=state(job), after=state(after)))
    return after


async def finish(uow: UnitOfWork, job: Job, now: datetime, **changes: Any) -> Job:
    """Ends a job that has done everything."""
    await choosing.forget(uow.connection, job.operator_id, job.job_id)
    after = await _move(uow, job, JobState.DONE, finished_at=now, attempts=0, **changes)
    uow.outbox.add(events.job_changed("finish", after, now, before=state(job), after=state(after)))
    return after


async def fail(uow: UnitOfWork, job: Job, problem: str, clock: Clock, keep: timedelta) -> Job:
    """Ends a job that cannot go on by itself, saying why; it can be resumed until it expires."""
    now = clock()
    after = await _move(uow, job, JobState.FAILED, finished_at=now, expires_at=now + keep, problem=problem)
    uow.outbox.add(events.job_changed("finish", after, now, before=state(job), after=state(after)))
    return after


async def expire(uow: UnitOfWork, operator_id: UUID, job_id: UUID, spent: Callable[[Job], bytes], clock: Clock) -> None:
    """Deletes what a job keeps beyond its time: its file, whom it concerned, and by what they were looked for.

    `spent` tells what is kept of what it was asked.
    """
    job = await progress.find(uow.connection, operator_id, job_id, lock=True)
    if job is None or job.expires_at is None or job.expires_at > clock():
        return
    await parts.forget(uow.connection, operator_id, job_id)
    await choosing.forget(uow.connection, operator_id, job_id)
    changes: dict[str, Any] = {"expires_at": None, "spec": spent(job)}
    if job.kind is JobKind.EXPORT:
        changes["state"] = JobState.EXPIRED.value
    await progress.move(uow.connection, job, **changes)


def state(job: Job) -> dict[str, Any]:
    """What is told of a job when it moves."""
    told: dict[str, Any] = {"state": job.state.name.lower(), "done": job.done}
    if job.total is not None:
        told["players"] = job.total
    if job.kind is JobKind.BULK:
        told |= {"failed": job.failed, "unchanged": job.unchanged}
    if job.problem is not None:
        told["problem"] = job.problem
    if job.file_name is not None:
        told |= {"file": job.file_name, "bytes": job.size_bytes}
    return told


async def _move(uow: UnitOfWork, job: Job, to: JobState, **changes: Any) -> Job:
    kept = {"state": to.value, "worker": None, "lease_until": None, **changes}
    await progress.move(uow.connection, job, **kept)
    known = {name: value for name, value in changes.items() if name != "queued_at"}
    return replace(job, state=to, **known)
