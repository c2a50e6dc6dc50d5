"""Makes an operator's business days again from quarters of an hour, set by set, when its zone becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.calendar import day_start, zone_of
from services.metrics.domain.days import IN_UTC, OWN, is_utc, marks
from services.metrics.domain.rollups import PLAYER_DAYS, ROLLUPS, Rollup, by_days

_BY_DAY: Final = {rollup.name: (*rollup.dimensions, *rollup.measures) for rollup in by_days()} | {
    "active_days": ("seats",),
    "day_versions": ("version",),
}
_DAYS: Final = "(CAST(:days AS date[]))[width_bucket(cell.bucket, CAST(:marks AS timestamptz[]))]"


def _make(rollup: Rollup) -> TextClause:
    """All generations of the operator at once; a build under way has the same zone."""
    source = next(one for one in ROLLUPS if one.name == rollup.made_from)
    slices = "JOIN slices USING (operator_id, slice)" if "slice" in source.dimensions else ""
    return text(f"""
        INSERT INTO {rollup.name} (operator_id, generation, calendar, day, {", ".join(_BY_DAY[rollup.name])})
        SELECT operator_id, generation, {OWN}, {_DAYS}, {", ".join(rollup.dimensions)},
               {", ".join(f"sum({name})" for name in rollup.measures)}
        FROM {source.name} AS cell {slices}
        WHERE operator_id = :operator AND bucket >= :since
        GROUP BY operator_id, generation, {_DAYS}, {", ".join(rollup.dimensions)}
    """)  # noqa: S608 - names of the domain's declaration only


_MAKE: Final = [_make(rollup) for rollup in by_days()]
_REACH: Final = text("SELECT min(bucket), max(bucket) FROM totals WHERE operator_id = :operator")
_DELETE: Final = {
    table: text(f"DELETE FROM {table} WHERE operator_id = :operator AND calendar = {OWN} AND day >= :border")  # noqa: S608
    for table in _BY_DAY
}
_MOVE: Final = {
    table: text(f"UPDATE {table} SET calendar = :to WHERE operator_id = :operator AND calendar = :of")  # noqa: S608
    for table in _BY_DAY
}
_COPY: Final = {
    table: text(f"""
        INSERT INTO {table} (operator_id, generation, calendar, day, {", ".join(columns)})
        SELECT operator_id, generation, {OWN}, day, {", ".join(columns)}
        FROM {table} WHERE operator_id = :operator AND calendar = {IN_UTC} AND day < :border
    """)  # noqa: S608 - names of this module and the domain's declaration only
    for table, columns in _BY_DAY.items()
}
_SEATS: Final = text(f"""
    SELECT generation, day, array_agg(seat) FROM {PLAYER_DAYS.name}
    WHERE operator_id = :operator AND calendar = {OWN} AND day >= :border AND bets > 0
    GROUP BY generation, day
""")  # noqa: S608 - names of the domain's declaration only
_PUT_SETS: Final = text(f"""
    INSERT INTO active_days (operator_id, generation, calendar, day, seats)
    SELECT :operator, generation, {OWN}, day, seats
    FROM unnest(CAST(:generations AS smallint[]), CAST(:days AS date[]), CAST(:seats AS bytea[]))
         AS made (generation, day, seats)
""")  # noqa: S608 - a constant of the domain
_TOUCH: Final = text(f"""
    INSERT INTO day_versions (operator_id, generation, calendar, day, version)
    SELECT DISTINCT operator_id, generation, {OWN}, {_DAYS}, CAST(CAST(pg_current_xact_id() AS text) AS bigint)
    FROM totals AS cell WHERE operator_id = :operator AND bucket >= :since
""")  # noqa: S608 - fragments of this module only


async def change_zone(
    connection: AsyncConnection, operator_id: UUID, before: str | None, after: str, detail_since: datetime
) -> None:
    """Makes an operator's own days those of another zone, or of its first one. Nobody may count for it meanwhile.

    Days whose quarters are no longer kept stay as they are, those of UTC if the operator had none of its own; what lies
    between these and the first one that is made belongs to the latter, so that nothing is lost or counted twice.
    """
    operator = {"operator": operator_id}
    if is_utc(after):
        if before is None or not is_utc(before):
            await _each(connection, _DELETE, operator | {"border": date.min})
            await _each(connection, _MOVE, operator | {"of": IN_UTC, "to": OWN})
        return
    if before is not None and is_utc(before):
        await _each(connection, _MOVE, operator | {"of": OWN, "to": IN_UTC})
    first, last = (await connection.execute(_REACH, operator)).one()
    if first is None:
        return
    zone = zone_of(after)
    days, starts = marks(first, last, zone)
    if first < detail_since:
        previous = zone_of("UTC" if before is None else before)
        days, starts = _from_border(days, starts, previous, detail_since)
    border = operator | {"border": days[0]}
    if before is None or is_utc(before):
        if first < detail_since:
            await _each(connection, _COPY, border)
    else:
        await _each(connection, _DELETE, border)
    made = border | {"days": days, "marks": starts, "since": starts[0]}
    for statement in (*_MAKE, _TOUCH):
        await connection.execute(statement, made)
    rows = (await connection.execute(_SEATS, border)).all()
    sets: dict[str, Any] = {
        "generations": [row[0] for row in rows],
        "days": [row[1] for row in rows],
        "seats": [BitMap(row[2]).serialize() for row in rows],
    }
    await connection.execute(_PUT_SETS, operator | sets)


async def _each(connection: AsyncConnection, statements: dict[str, TextClause], given: dict[str, Any]) -> None:
    for statement in statements.values():
        await connection.execute(statement, given)


def _from_border(
    days: Sequence[Any], starts: Sequence[datetime], previous: ZoneInfo, since: datetime
) -> tuple[Sequence[Any], Sequence[datetime]]:
    """The days from the first one whose quarters are all kept in either zone; it begins where its namesake ended."""
    day = since.astimezone(previous).date() - timedelta(days=1)
    kept = dict(zip(days, starts, strict=True))
    while day_start(day, previous) < since or kept.get(day, since) < since:
        day += timedelta(days=1)
    rest = [day, *(one for one in days if one > day)]
    # Zones more than a day apart would have the next day begin before this one does.
    return rest, list(accumulate((day_start(day, previous), *(kept[one] for one in rest[1:])), max))
