"""Sums parts of figures: by game, by country, and cell by cell; what dashboards sum as a whole.

Whole days of games and countries come from the rollups by day. What a filter leaves in, and sums that those rollups do
not have, come from the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.lines import Sums
from services.metrics.domain.plan import Plan
from services.metrics.repository.figures import LINES, SPANS, SUMMED, marks_of, spans_of
from services.metrics.repository.filtering import KEPT, kept

Key = tuple[str, ...]

_FIRST: Final = text("""
    SELECT max(first.bucket) FROM unnest(CAST(:operators AS uuid[]), CAST(:generations AS smallint[]))
           AS wanted (operator_id, generation)
    CROSS JOIN LATERAL (
        SELECT bucket FROM totals
        WHERE totals.operator_id = wanted.operator_id AND totals.generation = wanted.generation AND bets <> 0
        ORDER BY bucket LIMIT 1
    ) AS first
""")
# The columns of the two rollups by day that figures are made of.
_KNOWN: Final = {
    "game": ("bets", "stakes", "settled_stakes", "payouts"),
    "region": (
        "bets",
        "stakes",
        "settled_stakes",
        "payouts",
        "registrations",
        "deposited",
        "first_deposits",
        "withdrawn",
    ),
}
_NAMES: Final = {"game": ("game", "provider"), "region": ("country",)}


@dataclass(frozen=True, slots=True)
class DayPart:
    """The sums of a game or country on a local day of one of the plan's shares."""

    share: int
    day: date
    key: Key
    currency: str
    sums: dict[str, int]


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell with its dimensions."""

    bucket: datetime
    operator_id: UUID
    slice: int
    key: Key
    sums: Sums


@cache
def _by_slices(names: Key) -> TextClause:
    """The sums of cells by grain, terms, currency and some of the dimensions of slices."""
    dimensions = ", ".join(f"cell.{name}" for name in names)
    return text(f"""
        WITH {SPANS}, {LINES}, {KEPT}
        SELECT line.grains[width_bucket(cell.bucket, line.marks)] AS grain, span.terms, cell.currency,
               {", ".join(f"CAST(sum(cell.{name}) AS bigint)" for name in SUMMED)}, {dimensions}
        FROM span CROSS JOIN LATERAL (
            SELECT rollup.bucket, kept.currency, {", ".join(f"kept.{name}" for name in names)},
                   {", ".join(f"rollup.{name}" for name in SUMMED)}
            FROM cells AS rollup JOIN kept ON kept.operator_id = rollup.operator_id AND kept.slice = rollup.slice
            WHERE rollup.operator_id = span.operator_id AND rollup.generation = span.generation
              AND rollup.bucket >= span.since AND rollup.bucket < span.until
            OFFSET 0
        ) AS cell JOIN line USING (line)
        GROUP BY 1, 2, 3, {dimensions}
    """)  # noqa: S608 - names from this module only


@cache
def _by_days(of: str) -> TextClause:
    """The sums of whole days, and of the cut one's quarters."""
    names, known = ", ".join(f"cell.{name}" for name in _NAMES[of]), _KNOWN[of]
    inner = ", ".join((*_NAMES[of], *known))
    return text(f"""
        SELECT days.share, cell.day, cell.currency, {", ".join(f"cell.{name}" for name in known)}, {names}
        FROM unnest(
            CAST(:day_shares AS integer[]), CAST(:day_operators AS uuid[]), CAST(:day_generations AS smallint[]),
            CAST(:day_calendars AS smallint[]), CAST(:day_firsts AS date[]), CAST(:day_lasts AS date[])
        ) AS days (share, operator_id, generation, calendar, first, last)
        CROSS JOIN LATERAL (
            SELECT rollup.day, rollup.currency, {inner} FROM {of}_days AS rollup
            WHERE rollup.operator_id = days.operator_id AND rollup.generation = days.generation
              AND rollup.calendar = days.calendar AND rollup.day BETWEEN days.first AND days.last
            OFFSET 0
        ) AS cell
        UNION ALL
        SELECT part.share, part.day, cell.currency, {", ".join(f"CAST(sum(cell.{name}) AS bigint)" for name in known)},
               {names}
        FROM unnest(
            CAST(:part_shares AS integer[]), CAST(:part_operators AS uuid[]), CAST(:part_generations AS smallint[]),
            CAST(:part_days AS date[]), CAST(:part_since AS timestamptz[]), CAST(:part_until AS timestamptz[])
        ) AS part (share, operator_id, generation, day, since, until)
        CROSS JOIN LATERAL (
            SELECT rollup.currency, {inner} FROM {of}_cells AS rollup
            WHERE rollup.operator_id = part.operator_id AND rollup.generation = part.generation
              AND rollup.bucket >= part.since AND rollup.bucket < part.until
            OFFSET 0
        ) AS cell
        GROUP BY part.share, part.day, cell.currency, {names}
    """)  # noqa: S608 - names from this module only


_DIMENSIONS: Final = ("game", "provider", "country", "device", "channel")


@cache
def _cells(measures: Key) -> TextClause:
    """A page of cells in the order of time, of those in which any of the measures is something."""
    return text(f"""
        WITH {SPANS}, {LINES}, {KEPT}
        SELECT line.grains[width_bucket(cell.bucket, line.marks)] AS grain, span.terms, cell.currency,
               {", ".join(f"cell.{name}" for name in SUMMED)}, cell.bucket, cell.operator_id, cell.slice,
               {", ".join(f"cell.{name}" for name in _DIMENSIONS)}
        FROM span CROSS JOIN LATERAL (
            SELECT rollup.*, kept.currency, {", ".join(f"kept.{name}" for name in _DIMENSIONS)}
            FROM cells AS rollup JOIN kept ON kept.operator_id = rollup.operator_id AND kept.slice = rollup.slice
            WHERE rollup.operator_id = span.operator_id AND rollup.generation = span.generation
              AND rollup.bucket >= greatest(span.since, CAST(:after_bucket AS timestamptz))
              AND rollup.bucket < span.until
              AND (rollup.bucket, rollup.operator_id, rollup.slice)
                  > (CAST(:after_bucket AS timestamptz), CAST(:after_operator AS uuid), CAST(:after_slice AS integer))
              AND ({" OR ".join(f"rollup.{name} <> 0" for name in measures)})
              AND (cardinality(CAST(:shown AS text[])) = 0 OR kept.currency = ANY(CAST(:shown AS text[])))
            ORDER BY rollup.bucket, rollup.operator_id, rollup.slice
            LIMIT :size
        ) AS cell JOIN line USING (line)
        ORDER BY cell.bucket, cell.operator_id, cell.slice
        LIMIT :size
    """)  # noqa: S608 - names from this module only


async def first_bucket(connection: AsyncConnection, plan: Plan) -> datetime | None:
    """The latest of the moments of each operator's first bet; None when none of them has any."""
    shares = [share for share in plan.shares if share.current]
    rows = await connection.execute(
        _FIRST,
        {
            "operators": [share.operator.operator_id for share in shares],
            "generations": [share.operator.generation for share in shares],
        },
    )
    found: datetime | None = rows.scalar_one()
    return found


async def by_slices(connection: AsyncConnection, plan: Plan, names: Key) -> list[tuple[Key, Sums]]:
    """Sums of cells by dimensions of slices, each with the values of these."""
    rows = await connection.execute(_by_slices(names), _values(plan))
    size = 3 + len(SUMMED)
    return [(tuple(row[size:]), Sums(*row[:size])) for row in rows]


async def games(connection: AsyncConnection, plan: Plan) -> list[DayPart]:
    """Bets by game and provider, day by day."""
    return await _of_days(connection, plan, "game")


async def regions(connection: AsyncConnection, plan: Plan) -> list[DayPart]:
    """What is kept of countries, day by day."""
    return await _of_days(connection, plan, "region")


async def cells(
    connection: AsyncConnection,
    plan: Plan,
    measures: Sequence[str],
    currencies: Sequence[str],
    after: tuple[datetime, UUID, int],
    size: int,
) -> list[CellRow]:
    """Cells after one in the order of time, in which any of the measures is something; in some currencies or in all."""
    bucket, operator_id, number = after
    values = _values(plan) | {
        "after_bucket": bucket,
        "after_operator": operator_id,
        "after_slice": number,
        "shown": list(currencies),
        "size": size,
    }
    rows = await connection.execute(_cells(tuple(measures)), values)
    found, width = [], 3 + len(SUMMED)
    for row in rows:
        at, operator, slice_, *key = row[width:]
        found.append(CellRow(at, operator, slice_, tuple(key), Sums(*row[:width])))
    return found


async def _of_days(connection: AsyncConnection, plan: Plan, of: str) -> list[DayPart]:
    days = [(number, share, whole) for number, share in enumerate(plan.shares) if (whole := share.whole_days)]
    parts = [(number, share, *cut) for number, share in enumerate(plan.shares) if (cut := share.cut)]
    rows = await connection.execute(
        _by_days(of),
        {
            "day_shares": [number for number, _, _ in days],
            "day_operators": [share.operator.operator_id for _, share, _ in days],
            "day_generations": [share.operator.generation for _, share, _ in days],
            "day_calendars": [share.calendar for _, share, _ in days],
            "day_firsts": [whole.first for _, _, whole in days],
            "day_lasts": [whole.last for _, _, whole in days],
            "part_shares": [number for number, *_ in parts],
            "part_operators": [share.operator.operator_id for _, share, *_ in parts],
            "part_generations": [share.operator.generation for _, share, *_ in parts],
            "part_days": [day for _, _, day, _, _ in parts],
            "part_since": [since for _, _, _, since, _ in parts],
            "part_until": [until for _, _, _, _, until in parts],
        },
    )
    known = _KNOWN[of]
    size = 3 + len(known)
    return [
        DayPart(row[0], row[1], tuple(row[size:]), row[2], dict(zip(known, row[3:size], strict=True))) for row in rows
    ]


def _values(plan: Plan) -> dict[str, Any]:
    return spans_of(plan.spans) | marks_of(plan.marks) | kept(plan.query.operator_ids, plan.query.filter).values
