"""The log itself: its head, which is the writer's lock, appending entries, and reading leaves in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.audit.domain.entries import Entry
from services.audit.domain.merkle import Frontier
from services.audit.domain.verification import StoredEntry
from services.audit.tables import entries, log_head

_COLUMNS: Final = [column.name for column in entries.columns]
_READ: Final = 2000  # rows fetched at a time when the log is read through


@dataclass(slots=True)
class Head:
    """Where the log ends. `recorded_at` is the newest entry's."""

    frontier: Frontier
    root: bytes
    recorded_at: datetime | None

    @property
    def size(self) -> int:
        """How many entries there are; the next one's index."""
        return self.frontier.size


async def lock_head(connection: AsyncConnection) -> Head:
    """The head, locked until the transaction ends: there is one writer, however many replicas."""
    return await _head(connection, lock=True)


async def head(connection: AsyncConnection) -> Head:
    """The head as last committed."""
    return await _head(connection, lock=False)


async def _head(connection: AsyncConnection, *, lock: bool) -> Head:
    query = select(log_head.c.size, log_head.c.frontier, log_head.c.root, log_head.c.recorded_at)
    row = (await connection.execute(query.with_for_update() if lock else query)).one()
    return Head(Frontier.unpack(row.size, row.frontier), row.root, row.recorded_at)


async def move_head(connection: AsyncConnection, new: Head) -> None:
    """Stores the head after appending."""
    await connection.execute(
        update(log_head).values(size=new.size, frontier=new.frontier.pack(), root=new.root, recorded_at=new.recorded_at)
    )


async def append(connection: AsyncConnection, new: Sequence[Entry]) -> None:
    """Writes entries by COPY. The transaction must have begun: a COPY that came first would commit by itself."""
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    await driver.copy_records_to_table("entries", records=[_record(entry) for entry in new], columns=_COLUMNS)


def _record(entry: Entry) -> tuple[Any, ...]:
    """The values of an entry in the order of the table's columns."""
    recorded, act = entry.recorded, entry.act
    event, place = recorded.event, recorded.place
    return (
        recorded.recorded_at,
        entry.index,
        event.event_id,
        place.tenant,
        place.operator_id,
        place.company_id,
        event.source,
        event.seq,
        event.type,
        act.actor_kind,
        act.actor_id,
        act.actor_name,
        act.action,
        act.target_type,
        act.target_id,
        act.target_label,
        act.outcome,
        act.at,
        act.reason,
        act.change_count,
        act.schema_version,
        act.ip,
        act.user_agent,
        act.session_id,
        act.request_id,
        act.trace_id,
        ",".join(flag.value for flag in recorded.flags),
        entry.raw,
        entry.leaf_hash,
    )


def columns_of(entry: Entry) -> tuple[Any, ...]:
    """What the columns before `raw` must hold for an entry, in the order in which `stored` reads them."""
    return _record(entry)[:-2]


async def make_partition(connection: AsyncConnection, moment: datetime) -> bool:
    """Sees to it that the month has a partition; tells whether it was made just now."""
    return bool((await connection.execute(text("SELECT make_entries_partition(:moment)"), {"moment": moment})).scalar())


async def recorded_events(connection: AsyncConnection, event_ids: Sequence[UUID]) -> set[UUID]:
    """Which of the events are in the log."""
    # A partition made a moment ago has no statistics, and a scan of it per batch would be planned.
    await connection.execute(text("SET LOCAL enable_seqscan = off"))
    rows = await connection.execute(select(entries.c.event_id).where(entries.c.event_id == func.any(event_ids)))
    return {row.event_id for row in rows}


async def leaf_hashes(
    connection: AsyncConnection, since: datetime | None, start: int, end: int
) -> AsyncIterator[tuple[int, bytes]]:
    """Index and hash of the leaves from `start` to before `end`; `since` is not after the first of them."""
    async for rows in _through(connection, "leaf_index, leaf_hash", since, start, end):
        for row in rows:
            yield row[1], row[2]


async def stored(connection: AsyncConnection, end: int) -> AsyncIterator[list[StoredEntry]]:
    """Every entry before `end` as it is stored, in the order of the log, in lists."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    async for rows in _through(connection, names, None, 0, end):
        yield [StoredEntry(row["leaf_index"], row["raw"], row["leaf_hash"], tuple(row)[1:-2]) for row in rows]


async def _through(
    connection: AsyncConnection, what: str, since: datetime | None, start: int, end: int
) -> AsyncIterator[list[Any]]:
    """Rows from `start` to before `end`, in the order of the primary key, `recorded_at` first.

    Read in pieces that each start where the last one ended, so that no transaction stays open over a long log.
    """
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    position: tuple[datetime, int] | None = None
    while True:
        conditions = ["leaf_index >= $1", "leaf_index < $2"]
        arguments: list[Any] = [start, end]
        if position is not None:
            conditions.append("(recorded_at, leaf_index) > ($3, $4)")
            arguments.extend(position)
        elif since is not None:
            conditions.append("recorded_at >= $3")
            arguments.append(since)
        rows = await driver.fetch(
            f"SELECT recorded_at AS key, {what} FROM entries WHERE {' AND '.join(conditions)} "  # noqa: S608 - ours
            f"ORDER BY recorded_at, leaf_index LIMIT {_READ}",
            *arguments,
        )
        if rows:
            yield rows
        if len(rows) < _READ:
            return
        position = (rows[-1]["key"], rows[-1]["leaf_index"])
