"""Exports: started, written slice by slice, fetched."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField
from services.players import events
from services.players.domain.job import SLICE, ExportFormat, ExportSpec, Job, JobKind, JobState, Spec, file_name
from services.players.domain.workbook import SHEET_ROWS, Workbook, WorkbookTooLarge, sheet_titles
from services.players.errors import ExportExpired, ExportNotReady, ExportTooLarge, JobNotFound, OperatorUnknown
from services.players.repository import operators
from services.players.repository.jobs import choosing, parts, progress, writing
from services.players.repository.jobs.columns import COLUMNS
from services.players.service.jobs import steering
from services.players.service.jobs.ahead import SlicesAhead
from services.players.service.jobs.steering import Asked

_TITLES: Final = {"pt": "Jogadores", "en": "Players"}
_LEVEL: Final = 1  # a part is packed while somebody waits; higher levels gain little on such text
_CHUNK: Final = 64 * 1024


async def start(uow: UnitOfWork, asked: Asked, spec: ExportSpec, clock: Clock) -> Job:
    """Begins an export. Raises PermissionDenied, InvalidField, OperatorUnknown and TooManyJobs."""
    steering.require(asked.actor, asked.operator_id, spec)
    if spec.reveal and not asked.reason.strip():
        raise InvalidField("reason", "must say why personal data is needed in clear")
    for name in spec.columns:
        if name not in COLUMNS:
            raise InvalidField("columns", f"“{name}” is not a column; there are {', '.join(COLUMNS)}")
    spec.filter.check(spec.order)
    if spec.timezone not in available_timezones() or not await writing.knows_zone(uow.connection, spec.timezone):
        raise InvalidField("timezone", "is not a time zone, like America/Sao_Paulo")
    return await steering.keep(uow, await steering.begin(uow, asked, JobKind.EXPORT, clock()), asked)


async def advance(
    uow: UnitOfWork, job: Job, spec: ExportSpec, ahead: SlicesAhead, clock: Clock, keep: timedelta
) -> bool:
    """Does the next step of an export that the worker holds: chooses the players, or writes a slice; tells if it ended.

    Raises ExportTooLarge and OperatorUnknown.
    """
    connection = uow.connection
    if job.total is None:
        total = await choosing.choose(connection, job.operator_id, job.job_id, spec.filter, spec.order)
        await progress.move(connection, job, total=total, attempts=0)
        return False
    number = job.done // SLICE
    rows, written = await ahead.take(job, job.total, spec)
    done = min(job.done + SLICE, job.total)
    if written != done - job.done:
        raise RuntimeError(f"{written} players were written of {done - job.done}")
    content, size, book = await asyncio.to_thread(_packed, job, job.total, spec, rows)
    await parts.add(connection, job.operator_id, job.job_id, number, content)
    changes: dict[str, Any] = {"done": done, "size_bytes": job.size_bytes + size, "book": book}
    if done < job.total:
        await progress.move(connection, job, **changes, attempts=0)
        return False
    operator = await operators.find(connection, job.operator_id)
    if operator is None:
        raise OperatorUnknown
    now = clock()
    day = f"{now.astimezone(ZoneInfo(spec.timezone)):%Y-%m-%d}"
    name = file_name(operator.name, day, spec.format)
    await steering.finish(uow, job, now, **changes, expires_at=now + keep, file_name=name)
    return True


async def download(
    database: Database,
    operator_id: UUID,
    job_id: UUID,
    actor: Actor,
    read: Callable[[Job], Spec],
    request_id: str,
    clock: Clock,
) -> AsyncIterator[bytes]:
    """The file of a finished export in pieces, for who started it; each time is announced.

    It needs what it needed to be started, still: whoever may not see personal data any more does not fetch it either;
    `read` tells what that was. A part at a time is in memory. Raises JobNotFound, ExportNotReady, ExportExpired and
    PermissionDenied.
    """
    async with database.unit_of_work() as uow:
        job = await steering.visible(uow.connection, operator_id, job_id, actor)
        now = clock()
        _refuse_unless_ready(job, actor, now)
        steering.require(actor, operator_id, read(job))
        after = steering.state(job)
        uow.outbox.add(events.job_changed("download", job, now, actor=actor, after=after, request_id=request_id))
    packed = (job.file_name or "").endswith(".csv")
    part = 0
    while True:
        async with database.read() as connection:
            content = await parts.find(connection, operator_id, job_id, part)
        if content is None:
            break
        if packed:
            content = await asyncio.to_thread(zlib.decompress, content)
        for begin in range(0, len(content), _CHUNK):
            yield content[begin : begin + _CHUNK]
        part += 1
    if part < _parts(job):
        raise ExportExpired


def _refuse_unless_ready(job: Job, actor: Actor, now: datetime) -> None:
    if job.kind is not JobKind.EXPORT or not steering.own(job, actor):
        raise JobNotFound
    if job.state is JobState.EXPIRED or (job.state is JobState.DONE and (job.expires_at or now) <= now):
        raise ExportExpired
    if job.state is not JobState.DONE:
        raise ExportNotReady


def _parts(job: Job) -> int:
    return max(1, -(-(job.total or 0) // SLICE))


def _packed(job: Job, total: int, spec: ExportSpec, rows: bytes) -> tuple[bytes, int, dict[str, Any] | None]:
    """One part as it is kept, how much it adds to the file, and how far the workbook is, if it is one."""
    if spec.format is ExportFormat.CSV:
        data = rows if job.done else writing.heading_line(spec) + rows
        return zlib.compress(data, _LEVEL), len(data), None
    book = Workbook(job.book)
    try:
        content = _sheets(book, job.done, total, spec, rows)
    except WorkbookTooLarge as error:
        raise ExportTooLarge from error
    return content, len(content), book.state


def _sheets(book: Workbook, done: int, total: int, spec: ExportSpec, rows: bytes) -> bytes:
    """The next bytes of a workbook: rows, and whatever begins before them or ends after them."""
    content = b""
    if not done:
        title = _TITLES.get(spec.language[:2].lower(), _TITLES["en"])
        content += book.begin(sheet_titles(title, total))
    if done % SHEET_ROWS == 0:
        number = done // SHEET_ROWS + 1
        content += book.open_sheet(number, writing.sheet_headings(spec), writing.sheet_widths(spec))
    if rows:
        content += book.add(rows)
    after = done + SLICE
    if after >= total:
        return content + book.close_sheet() + book.end()
    return content + book.close_sheet() if after % SHEET_ROWS == 0 else content
