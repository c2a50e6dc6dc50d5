"""Jobs: kept, found, claimed by a worker for a while, moved on, ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor, ActorKind, Grant
from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.job import Job, JobKind, JobState
from services.players.repository import rows
from services.players.tables import CREATED, TO_DO, job_parts, job_results, job_targets, jobs

CHANNEL: Final = "jobs"
ORDER: Final = Keyset("jobs", [jobs.c.created_at, jobs.c.job_id], descending=True)
_COLUMNS: Final = [
    column for column in jobs.c if column.name not in ("started_by", "started_by_id", "worker", "lease_until")
]
_ACTIVE: Final = (JobState.WAITING.value, JobState.RUNNING.value)

# Operator by operator, by the index that holds nothing but what is to be done. Operators of whose jobs fewest are being
# worked on go first, then who has waited longest.
_TO_DO: Final = text(
    """
    SELECT due.operator_id, due.job_id
    FROM operators
    CROSS JOIN LATERAL (
        SELECT operator_id, job_id, queued_at, lease_until IS NOT NULL AND lease_until > now() AS held
        FROM jobs WHERE operator_id = operators.operator_id AND state <= 2
    ) AS due
    CROSS JOIN LATERAL (
        SELECT count(*) AS held FROM jobs
        WHERE operator_id = due.operator_id AND state <= 2 AND lease_until > now()
    ) AS busy
    WHERE NOT due.held
    ORDER BY busy.held, due.queued_at, due.job_id
    LIMIT :most
    """
)
_CLAIM: Final = text(
    """
    UPDATE jobs SET state = 2, worker = :worker, lease_until = now() + :lease, attempts = attempts + 1
    WHERE (operator_id, job_id) IN (
        SELECT operator_id, job_id FROM jobs
        WHERE operator_id = :operator AND job_id = :job AND state <= 2 AND (lease_until IS NULL OR lease_until <= now())
        FOR UPDATE SKIP LOCKED
    )
    """
)
_HOLD: Final = text(
    """
    UPDATE jobs SET lease_until = now() + :lease
    WHERE operator_id = :operator AND job_id = :job AND worker = :worker AND state = 2
    """
)


async def add(connection: AsyncConnection, job: Job) -> None:
    """Keeps a new job and wakes the workers when it is committed."""
    await connection.execute(
        insert(jobs).values(
            operator_id=job.operator_id,
            job_id=job.job_id,
            kind=job.kind.value,
            state=job.state.value,
            spec=job.spec,
            reason=job.reason,
            started_by=job.actor.name,
            started_by_id=job.actor.id,
            actor=_kept(job.actor, job.operator_id),
            created_at=job.created_at,
            queued_at=job.created_at,
            total=job.total,
        )
    )
    await wake(connection)


async def wake(connection: AsyncConnection) -> None:
    """Wakes the workers when the transaction is committed."""
    await connection.execute(text(f"NOTIFY {CHANNEL}"))


async def active_of(connection: AsyncConnection, operator_id: UUID, person: str) -> int:
    """How many jobs of a person wait or run; nobody else counts them until the transaction ends."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:person, :operator))"),
        {"person": person, "operator": int.from_bytes(operator_id.bytes[8:], "big", signed=True)},
    )
    query = select(func.count()).where(jobs.c.operator_id == operator_id, TO_DO, jobs.c.started_by_id == person)
    return int((await connection.execute(query)).scalar_one())


async def find(connection: AsyncConnection, operator_id: UUID, job_id: UUID, *, lock: bool = False) -> Job | None:
    """One job; with `lock` nobody else moves it until the transaction ends."""
    query = select(*_COLUMNS).where(jobs.c.operator_id == operator_id, jobs.c.job_id == job_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return _job(row) if row is not None else None


async def page(
    connection: AsyncConnection,
    operator_id: UUID,
    person: str,
    of_others: Collection[JobKind],
    kind: JobKind | None,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A person's jobs and others' of some kinds, newest first."""
    query = select(*_COLUMNS).where(jobs.c.operator_id == operator_id, CREATED)
    others = [one.value for one in of_others]
    if not others:
        query = query.where(jobs.c.started_by_id == person)
    elif len(others) < len(JobKind):
        query = query.where(or_(jobs.c.started_by_id == person, jobs.c.kind.in_(others)))
    if kind is not None:
        query = query.where(jobs.c.kind == kind.value)
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([_job(row) for row in found.rows], found.next_cursor), await count(connection, query)


async def to_do(connection: AsyncConnection, most: int) -> Sequence[Any]:
    """Jobs that nobody works on, by operator_id and job_id, in the order of their turns."""
    return (await connection.execute(_TO_DO, {"most": most})).all()


async def claim(connection: AsyncConnection, operator_id: UUID, job_id: UUID, worker: UUID, lease: Any) -> bool:
    """Takes a job for as long as the lease lasts; not when another was faster."""
    values = {"operator": operator_id, "job": job_id, "worker": worker, "lease": lease}
    return bool((await connection.execute(_CLAIM, values)).rowcount)


async def hold(connection: AsyncConnection, operator_id: UUID, job_id: UUID, worker: UUID, lease: Any) -> Job | None:
    """The job, locked and held for another lease; None when it was taken over or stopped."""
    values = {"operator": operator_id, "job": job_id, "worker": worker, "lease": lease}
    if not (await connection.execute(_HOLD, values)).rowcount:
        return None
    return await find(connection, operator_id, job_id)


async def move(connection: AsyncConnection, job: Job, **changes: Any) -> None:
    """Changes what is kept of a job."""
    await connection.execute(
        update(jobs).where(jobs.c.operator_id == job.operator_id, jobs.c.job_id == job.job_id).values(**changes)
    )


async def give_back(connection: AsyncConnection, operator_id: UUID, job_id: UUID, worker: UUID, after: Any) -> None:
    """Lets a job go, not to be taken for a time; it goes to the end of the queue."""
    await connection.execute(
        update(jobs)
        .where(
            jobs.c.operator_id == operator_id,
            jobs.c.job_id == job_id,
            jobs.c.worker == worker,
            jobs.c.state.in_(_ACTIVE),
        )
        .values(worker=None, lease_until=func.now() + literal(after), queued_at=func.now())
    )
    await wake(connection)


# Operator by operator, each by the index of what will run out.
_EXPIRED: Final = text(
    """
    SELECT due.operator_id, due.job_id
    FROM operators
    CROSS JOIN LATERAL (
        SELECT operator_id, job_id FROM jobs
        WHERE operator_id = operators.operator_id AND expires_at <= :now ORDER BY expires_at LIMIT :most
    ) AS due
    LIMIT :most
    """
)
_OLD: Final = text(
    """
    SELECT due.operator_id, due.job_id
    FROM operators
    CROSS JOIN LATERAL (
        SELECT operator_id, job_id FROM jobs
        WHERE operator_id = operators.operator_id AND created_at >= '2000-01-01 00:00:00+00' AND created_at < :before
          AND state > 2
        ORDER BY created_at LIMIT :most
    ) AS due
    LIMIT :most
    """
)


async def expired(connection: AsyncConnection, now: datetime, most: int) -> Sequence[Any]:
    """Jobs whose file or choice of players need not be kept any longer."""
    return (await connection.execute(_EXPIRED, {"now": now, "most": most})).all()


async def old(connection: AsyncConnection, before: datetime, most: int) -> Sequence[Any]:
    """Ended jobs from before a moment."""
    return (await connection.execute(_OLD, {"before": before, "most": most})).all()


async def remove(connection: AsyncConnection, operator_id: UUID, job_id: UUID) -> None:
    """Forgets a job with all that belongs to it."""
    for table in (job_parts, job_targets, job_results, jobs):
        await connection.execute(delete(table).where(table.c.operator_id == operator_id, table.c.job_id == job_id))


def _kept(actor: Actor, operator_id: UUID) -> dict[str, Any]:
    """In whose name a job works, without what they may do."""
    return {
        "kind": actor.kind.value,
        "id": actor.id,
        "name": actor.name,
        "ip": actor.ip,
        "user_agent": actor.user_agent,
        "session_id": actor.session_id,
        "company_id": actor.company_of(str(operator_id)),
    }


def _actor(kept: dict[str, Any], operator_id: UUID) -> Actor:
    # What they might do was checked when the job was started; the grant only says whose the operator is.
    return Actor(
        ActorKind(kept["kind"]),
        kept["id"],
        kept["name"],
        (Grant(frozenset(), {str(operator_id): kept["company_id"]}),),
        kept["ip"],
        kept["user_agent"],
        kept["session_id"],
    )


def _job(row: Any) -> Job:
    return Job(
        operator_id=row.operator_id,
        job_id=row.job_id,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        spec=row.spec,
        reason=row.reason,
        actor=_actor(row.actor, row.operator_id),
        created_at=rows.moment(row.created_at),
        finished_at=rows.moment_or_none(row.finished_at),
        expires_at=rows.moment_or_none(row.expires_at),
        total=row.total,
        done=row.done,
        failed=row.failed,
        unchanged=row.unchanged,
        book=row.book,
        size_bytes=row.size_bytes,
        file_name=row.file_name,
        problem=row.problem,
        attempts=row.attempts,
    )
