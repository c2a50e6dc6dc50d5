"""Reads players' sums by day, and who sits where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.leading import MEASURES, DaySums
from services.metrics.domain.plan import Share
from services.metrics.repository.filtering import KEPT, Kept

# COPY in binary: a header, rows of a field count and of fields with their length, a trailer. All fields are of a fixed
# width, so the rows are an array as they are. https://www.postgresql.org/docs/current/sql-copy.html
_HEADER: Final = 19
_ROW: Final = np.dtype(
    [("fields", ">i2")]
    + [
        part
        for name, kind in (("day", ">i4"), ("currency", ">i4"), ("seat", ">i4"), *((name, ">i8") for name in MEASURES))
        for part in ((f"{name} length", ">i4"), (name, kind))
    ]
)
_EPOCH: Final = date(2000, 1, 1)

_DAY_SUMS: Final = f"""
    SELECT day, array_position($5::text[], currency), seat, {", ".join(MEASURES)}
    FROM player_days
    WHERE operator_id = $1::uuid AND generation = $2::smallint AND calendar = $3::smallint AND day = ANY ($4::date[])
"""  # noqa: S608 - names from this module only
_KEPT_SUMS: Final = text(f"""
    WITH {KEPT}
    SELECT stretch.n - 1 AS n, cell.currency, cell.seat,
           {", ".join(f"CAST(sum({name}) AS bigint)" for name in MEASURES)}
    FROM unnest(
        CAST(:operators AS uuid[]), CAST(:generations AS smallint[]),
        CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[])
    ) WITH ORDINALITY AS stretch (operator_id, generation, since, until, n)
    CROSS JOIN LATERAL (
        SELECT kept.currency, rollup.* FROM player_cells AS rollup
        JOIN kept ON kept.operator_id = rollup.operator_id AND kept.slice = rollup.slice
        WHERE rollup.operator_id = stretch.operator_id AND rollup.generation = stretch.generation
          AND rollup.bucket >= stretch.since AND rollup.bucket < stretch.until
        OFFSET 0
    ) AS cell
    GROUP BY stretch.n, cell.currency, cell.seat
""")  # noqa: S608 - fragments of this module only
_SEVERAL: Final = text("""
    SELECT number, first FROM seats
    WHERE operator_id = :operator AND first IN (
        SELECT further.first FROM seats AS further
        WHERE further.operator_id = :operator AND further.number <> further.first
    )
""")
_SEATED: Final = text("""
    SELECT operator_id, number, player_id, country
    FROM unnest(CAST(:operators AS uuid[]), CAST(:numbers AS integer[])) AS wanted (operator_id, number)
    JOIN seats USING (operator_id, number)
""")


async def day_sums(
    connection: AsyncConnection, share: Share, days: Sequence[date], currencies: Sequence[str]
) -> dict[date, list[DaySums]]:
    """What an operator's players did on days, by day and currency."""
    found: dict[date, list[DaySums]] = {day: [] for day in days}
    raw: Any = (await connection.get_raw_connection()).driver_connection
    into = BytesIO()
    operator = share.operator
    await raw.copy_from_query(
        _DAY_SUMS,
        operator.operator_id,
        operator.generation,
        share.calendar,
        list(days),
        list(currencies),
        output=into,
        format="binary",
    )
    data = into.getbuffer()
    rows = np.frombuffer(data[_HEADER:], _ROW, (len(data) - _HEADER) // _ROW.itemsize)
    for day in days:
        of_day = rows[rows["day"] == (day - _EPOCH).days]
        for number, currency in enumerate(currencies, 1):
            part = of_day[of_day["currency"] == number]
            if part.size:
                sums = np.array([part[name] for name in MEASURES], np.int64)
                found[day].append(DaySums(currency, part["seat"].astype(np.int32), sums))
    return found


async def kept_sums(
    connection: AsyncConnection, stretches: Sequence[tuple[Share, Any, Any]], kept: Kept
) -> list[list[DaySums]]:
    """What players did in stretches of time, of what a filter leaves in."""
    where = {
        "operators": [share.operator.operator_id for share, _, _ in stretches],
        "generations": [share.operator.generation for share, _, _ in stretches],
        "since": [since for _, since, _ in stretches],
        "until": [until for _, _, until in stretches],
    }
    found: defaultdict[tuple[int, str], list[Sequence[int]]] = defaultdict(list)
    for row in await connection.execute(_KEPT_SUMS, where | kept.values):
        found[row[0], row[1]].append(row[2:])
    sums: list[list[DaySums]] = [[] for _ in stretches]
    for (number, currency), rows in found.items():
        columns = np.array(rows, np.int64).T
        sums[number].append(DaySums(currency, columns[0].astype(np.int32), columns[1:]))
    return sums


async def several_seats(connection: AsyncConnection, operator_id: UUID) -> dict[int, int]:
    """All seats of the players who have several, each with the first one of its player."""
    rows = await connection.execute(_SEVERAL, {"operator": operator_id})
    return {row[0]: row[1] for row in rows}


async def seated(
    connection: AsyncConnection, wanted: Collection[tuple[UUID, int]]
) -> Mapping[tuple[UUID, int], tuple[UUID, str]]:
    """The players on seats, each with the seat's country."""
    rows = await connection.execute(
        _SEATED, {"operators": [operator for operator, _ in wanted], "numbers": [number for _, number in wanted]}
    )
    return {(operator_id, number): (player_id, country) for operator_id, number, player_id, country in rows}
