"""Reads who was active: the versions of days, the sets of days and of buckets, what a filter leaves of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.plan import Share
from services.metrics.repository.filtering import KEPT, Kept

_RANGES: Final = """
    unnest(
        CAST(:operators AS uuid[]), CAST(:generations AS smallint[]), CAST(:calendars AS smallint[]),
        CAST(:firsts AS date[]), CAST(:lasts AS date[])
    ) WITH ORDINALITY AS share (operator_id, generation, calendar, first, last, n)"""
_STRETCHES: Final = """
    unnest(
        CAST(:operators AS uuid[]), CAST(:generations AS smallint[]),
        CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[])
    ) WITH ORDINALITY AS stretch (operator_id, generation, since, until, n)"""
_VERSIONS: Final = text(f"""
    SELECT share.n - 1, known.day, known.version
    FROM {_RANGES} CROSS JOIN LATERAL (
        SELECT day, version FROM day_versions
        WHERE day_versions.operator_id = share.operator_id AND day_versions.generation = share.generation
          AND day_versions.calendar = share.calendar AND day BETWEEN share.first AND share.last
        OFFSET 0
    ) AS known
""")  # noqa: S608 - fragments of this module only
_DAYS: Final = text(f"""
    SELECT share.n - 1, known.day, known.seats
    FROM {_RANGES} CROSS JOIN LATERAL (
        SELECT day, seats FROM active_days
        WHERE active_days.operator_id = share.operator_id AND active_days.generation = share.generation
          AND active_days.calendar = share.calendar AND day BETWEEN share.first AND share.last
        OFFSET 0
    ) AS known
""")  # noqa: S608 - fragments of this module only
_BUCKETS: Final = text(f"""
    SELECT stretch.n - 1, known.bucket, known.seats
    FROM {_STRETCHES} CROSS JOIN LATERAL (
        SELECT bucket, seats FROM active_sets
        WHERE active_sets.operator_id = stretch.operator_id AND active_sets.generation = stretch.generation
          AND bucket >= stretch.since AND bucket < stretch.until
        OFFSET 0
    ) AS known
""")  # noqa: S608 - fragments of this module only
_KEPT_BUCKETS: Final = text(f"""
    WITH {KEPT}
    SELECT stretch.n - 1, known.bucket, array_agg(DISTINCT known.seat)
    FROM {_STRETCHES} CROSS JOIN LATERAL (
        SELECT cell.bucket, cell.seat FROM player_cells AS cell
        JOIN kept ON kept.operator_id = cell.operator_id AND kept.slice = cell.slice
        WHERE cell.operator_id = stretch.operator_id AND cell.generation = stretch.generation
          AND cell.bucket >= stretch.since AND cell.bucket < stretch.until AND cell.bets > 0
        OFFSET 0
    ) AS known
    GROUP BY stretch.n, known.bucket
""")  # noqa: S608 - fragments of this module only


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an operator's time."""

    operator_id: UUID
    generation: int
    since: datetime
    until: datetime


async def versions(connection: AsyncConnection, shares: Sequence[Share]) -> list[dict[date, int]]:
    """The versions of the days of each share; a day without any has none of the operator's activity."""
    ranges = [(share, share.period.first, share.period.last) for share in shares]
    found: list[dict[date, int]] = [{} for _ in shares]
    for number, day, version in await connection.execute(_VERSIONS, _ranges(ranges)):
        found[number][day] = version
    return found


async def days(connection: AsyncConnection, wanted: Sequence[tuple[Share, date]]) -> list[BitMap]:
    """Who was active on each of the days."""
    found = [BitMap() for _ in wanted]
    if wanted:
        rows = await connection.execute(_DAYS, _ranges([(share, day, day) for share, day in wanted]))
        for number, _, seats in rows:
            found[number] = BitMap.deserialize(seats)
    return found


async def buckets(
    connection: AsyncConnection, stretches: Sequence[Stretch], kept: Kept | None = None
) -> list[list[tuple[datetime, BitMap]]]:
    """Who was active in each bucket of the stretches; of what a filter leaves when there is one."""
    found: list[list[tuple[datetime, BitMap]]] = [[] for _ in stretches]
    if not stretches:
        return found
    where = {
        "operators": [one.operator_id for one in stretches],
        "generations": [one.generation for one in stretches],
        "since": [one.since for one in stretches],
        "until": [one.until for one in stretches],
    }
    if kept is None:
        for number, bucket, seats in await connection.execute(_BUCKETS, where):
            found[number].append((bucket, BitMap.deserialize(seats)))
    else:
        for number, bucket, numbers in await connection.execute(_KEPT_BUCKETS, where | kept.values):
            found[number].append((bucket, BitMap(numbers)))
    return found


def _ranges(wanted: Sequence[tuple[Share, date, date]]) -> dict[str, list[UUID] | list[int] | list[date]]:
    return {
        "operators": [share.operator.operator_id for share, _, _ in wanted],
        "generations": [share.operator.generation for share, _, _ in wanted],
        "calendars": [share.calendar for share, _, _ in wanted],
        "firsts": [first for _, first, _ in wanted],
        "lasts": [last for _, _, last in wanted],
    }
