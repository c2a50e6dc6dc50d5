"""What has come from each source: high-water marks, and the parked events that wait for a gap to fill."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.audit.domain.entries import Announced, Gap
from services.audit.domain.envelope import event_block, read_event
from services.audit.tables import parked, sources


async def marks(connection: AsyncConnection, names: Collection[str]) -> dict[str, int]:
    """The marks of these sources; one never heard of is missing."""
    rows = await connection.execute(
        select(sources.c.source, sources.c.seq).where(sources.c.source == func.any(list(names)))
    )
    return {row.source: row.seq for row in rows}


async def move_marks(connection: AsyncConnection, moved: Mapping[str, int]) -> None:
    """Stores marks."""
    statement = insert(sources).values([{"source": source, "seq": seq} for source, seq in sorted(moved.items())])
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[sources.c.source], set_={"seq": statement.excluded.seq, "moved_at": func.now()}
        )
    )


async def park(connection: AsyncConnection, events: Sequence[Announced]) -> int:
    """Keeps events until their predecessors have come; tells how many were not parked already."""
    rows = await connection.execute(
        insert(parked).on_conflict_do_nothing().returning(parked.c.seq),
        [
            {"source": event.source, "seq": event.seq, "event_id": event.event_id, "event": event_block(event)}
            for event in events
        ],
    )
    return len(rows.all())


async def ready(connection: AsyncConnection) -> str | None:
    """A source whose parked events can go on, because the gap before them has filled."""
    found = await connection.execute(
        text(
            "SELECT source FROM sources WHERE EXISTS ("
            "  SELECT 1 FROM parked WHERE parked.source = sources.source AND parked.seq <= sources.seq + 1) LIMIT 1"
        )
    )
    return found.scalar()


async def first_parked(connection: AsyncConnection, source: str, limit: int) -> list[Announced]:
    """The first parked events of a source."""
    rows = await connection.execute(
        select(parked.c.event).where(parked.c.source == source).order_by(parked.c.seq, parked.c.event_id).limit(limit)
    )
    return [read_event(row.event) for row in rows]


async def unpark(connection: AsyncConnection, events: Sequence[Announced]) -> None:
    """Lets go of parked events that have been taken in."""
    await connection.execute(
        delete(parked).where(
            parked.c.source == events[0].source,
            parked.c.seq <= max(event.seq for event in events),
            parked.c.event_id == func.any([event.event_id for event in events]),
        )
    )


async def gaps(connection: AsyncConnection) -> list[Gap]:
    """Every source whose next event is missing while later ones wait."""
    rows = await connection.execute(
        select(
            sources.c.source,
            (sources.c.seq + 1).label("expected"),
            func.count().label("parked"),
            func.min(parked.c.parked_at).label("since"),
        )
        .join(parked, parked.c.source == sources.c.source)
        .where(parked.c.seq > sources.c.seq + 1)
        .group_by(sources.c.source, sources.c.seq)
        .order_by(sources.c.source)
    )
    return [Gap(row.source, row.expected, row.parked, row.since) for row in rows]
