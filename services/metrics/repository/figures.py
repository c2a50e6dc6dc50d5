"""Sums rollups for dashboards: a fixed number of statements, whatever the period and however many operators.

The plan's spans and marks go in as arrays. A bucket finds its grain by binary search in its line's marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.lines import Sums
from services.metrics.domain.plan import Mark, Plan, Span
from services.metrics.repository.filtering import KEPT, kept

SPANS: Final = """
    span AS (
        SELECT * FROM unnest(
            CAST(:operators AS uuid[]), CAST(:generations AS smallint[]), CAST(:lines AS integer[]),
            CAST(:terms AS integer[]), CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[])
        ) AS s (operator_id, generation, line, terms, since, until)
    )"""
LINES: Final = """
    line AS (
        SELECT line, array_agg(since ORDER BY n) AS marks, array_agg(grain ORDER BY n) AS grains
        FROM unnest(
            CAST(:mark_lines AS integer[]), CAST(:marks AS timestamptz[]), CAST(:grains AS integer[])
        ) WITH ORDINALITY AS m (line, since, grain, n)
        GROUP BY line
    )"""
SUMMED: Final = (
    "bets",
    "stakes",
    "settled_stakes",
    "payouts",
    "registrations",
    "deposits",
    "deposited",
    "first_deposits",
    "first_deposited",
    "withdrawn",
    "bonus_cost",
)
_DETAIL: Final = text("SELECT since FROM detail_kept")
_SNAPSHOT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _sums(*, filtered: bool) -> TextClause:
    """The sums by grain, terms and currency: of the totals, or of the cells of the slices that a filter leaves in.

    OFFSET keeps the planner from turning the ranges into a join over the whole table: each is one walk of the index.
    """
    table, currency = ("cells", "kept.currency") if filtered else ("totals", "rollup.currency")
    join = "JOIN kept ON kept.operator_id = rollup.operator_id AND kept.slice = rollup.slice" if filtered else ""
    columns = ", ".join(f"rollup.{name}" for name in SUMMED)
    return text(f"""
        WITH {SPANS}, {LINES}{f", {KEPT}" if filtered else ""}
        SELECT line.grains[width_bucket(cell.bucket, line.marks)] AS grain, span.terms, cell.currency,
               {", ".join(f"CAST(sum(cell.{name}) AS bigint)" for name in SUMMED)}
        FROM span CROSS JOIN LATERAL (
            SELECT rollup.bucket, {currency} AS currency, {columns} FROM {table} AS rollup {join}
            WHERE rollup.operator_id = span.operator_id AND rollup.generation = span.generation
              AND rollup.bucket >= span.since AND rollup.bucket < span.until
            OFFSET 0
        ) AS cell JOIN line USING (line)
        GROUP BY 1, 2, 3
    """)  # noqa: S608 - fragments of this module only


_SUMS: Final = {filtered: _sums(filtered=filtered) for filtered in (False, True)}


async def one_snapshot(connection: AsyncConnection) -> None:
    """Makes every statement of the transaction see the same moment, so that the figures agree with each other."""
    await connection.execute(_SNAPSHOT)


async def detail_since(connection: AsyncConnection) -> datetime:
    """Since when cells are kept; of earlier times only what is kept by days, and totals."""
    return cast(datetime, (await connection.execute(_DETAIL)).scalar_one())


async def sums(connection: AsyncConnection, plan: Plan) -> list[Sums]:
    """All additive sums by grain, terms and currency."""
    part = plan.query.filter
    values = spans_of(plan.spans) | marks_of(plan.marks)
    if part:
        values |= kept(plan.query.operator_ids, part).values
    rows = await connection.execute(_SUMS[bool(part)], values)
    return [Sums(*row) for row in rows]


def spans_of(spans: Sequence[Span]) -> dict[str, Any]:
    return {
        "operators": [span.operator_id for span in spans],
        "generations": [span.generation for span in spans],
        "lines": [span.line for span in spans],
        "terms": [span.terms for span in spans],
        "since": [span.since for span in spans],
        "until": [span.until for span in spans],
    }


def marks_of(marks: Sequence[Mark]) -> dict[str, Any]:
    return {
        "mark_lines": [mark.line for mark in marks],
        "marks": [mark.since for mark in marks],
        "grains": [mark.grain for mark in marks],
    }
