"""Sums rollups for dashboards: a fixed number of statements, whatever the period and however many operators.

The plan's spans and marks go in as arrays. A bucket finds its point by binary search in its zone's line of marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.figures import Game, Region, Sums
from services.metrics.domain.plan import Mark, Plan, Span
from services.metrics.domain.seats import ActiveSet

_SPANS: Final = """
    span AS (
        SELECT * FROM unnest(
            CAST(:operators AS uuid[]), CAST(:lines AS integer[]), CAST(:rates AS integer[]),
            CAST(:current AS boolean[]), CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[])
        ) AS s (operator_id, line, rates, current, since, until)
    )"""
_LINES: Final = """
    line AS (
        SELECT line, array_agg(since ORDER BY n) AS marks, array_agg(position ORDER BY n) AS positions
        FROM unnest(
            CAST(:mark_lines AS integer[]), CAST(:marks AS timestamptz[]), CAST(:positions AS integer[])
        ) WITH ORDINALITY AS m (line, since, position, n)
        GROUP BY line
    )"""
_POSITION: Final = "line.positions[width_bucket(cell.bucket, line.marks)]"


def _cells(table: str) -> str:
    """The rows of a rollup within each span.

    OFFSET keeps the planner from turning the ranges into a join over the whole table: each is one walk of the index.
    """
    return f"""
        span CROSS JOIN LATERAL (
            SELECT * FROM {table} AS rollup
            WHERE rollup.operator_id = span.operator_id
              AND rollup.generation = (SELECT generation FROM operators WHERE operators.operator_id = span.operator_id)
              AND rollup.bucket >= span.since AND rollup.bucket < span.until
            OFFSET 0
        ) AS cell"""  # noqa: S608 - names from this module only


_SUMS: Final = text(f"""
    WITH {_SPANS}, {_LINES}
    SELECT {_POSITION} AS position, span.rates, cell.currency,
           CAST(sum(cell.bets) AS bigint), CAST(sum(cell.stakes) AS bigint), CAST(sum(cell.settled_stakes) AS bigint),
           CAST(sum(cell.payouts) AS bigint), CAST(sum(cell.registrations) AS bigint),
           CAST(sum(cell.deposited) AS bigint), CAST(sum(cell.first_deposits) AS bigint),
           CAST(sum(cell.withdrawn) AS bigint), CAST(sum(cell.bonus_cost) AS bigint)
    FROM {_cells("totals")} JOIN line USING (line)
    GROUP BY 1, 2, 3
""")  # noqa: S608 - fragments of this module only

_ACTIVE: Final = text(f"""
    WITH {_SPANS}, {_LINES}
    SELECT span.operator_id, {_POSITION} AS position, cell.seats
    FROM {_cells("active_sets")} JOIN line USING (line)
""")  # noqa: S608 - fragments of this module only


def _ranking(table: str, names: str) -> str:
    """Present sums and previous GGR of cells by some of their dimensions and by currency."""
    return f"""
        SELECT {names}, cell.currency,
               CAST(coalesce(sum(cell.stakes) FILTER (WHERE span.current), 0) AS bigint) AS turnover,
               CAST(coalesce(sum(cell.payouts) FILTER (WHERE span.current), 0) AS bigint) AS payouts,
               CAST(coalesce(sum(cell.bets) FILTER (WHERE span.current), 0) AS bigint) AS bets,
               CAST(coalesce(sum(cell.settled_bets) FILTER (WHERE span.current), 0) AS bigint) AS settled_bets,
               CAST(coalesce(sum(cell.settled_stakes) FILTER (WHERE span.current), 0) AS bigint) AS settled_stakes,
               CAST(coalesce(sum(cell.settled_stakes - cell.payouts) FILTER (WHERE NOT span.current), 0) AS bigint)
                   AS previous_ggr
        FROM {_cells(table)}
        GROUP BY {names}, cell.currency
    """  # noqa: S608 - fragments of this module only


# Amounts of different currencies do not compare: the first of each currency come before the second of each.
_GAMES: Final = text(f"""
    WITH {_SPANS}, ranked AS ({_ranking("game_cells", "cell.game, cell.provider")})
    SELECT game, provider, currency, turnover, payouts, bets, settled_stakes, previous_ggr
    FROM ranked WHERE bets <> 0 OR settled_bets <> 0
    ORDER BY row_number() OVER (
                 PARTITION BY currency ORDER BY settled_stakes - payouts DESC, turnover DESC, game, provider
             ), currency
    LIMIT :top
""")  # noqa: S608 - fragments of this module only
_REGIONS: Final = text(f"""
    WITH {_SPANS}, ranked AS ({_ranking("region_cells", "cell.country")})
    SELECT country, currency, turnover, settled_stakes - payouts AS ggr, bets, previous_ggr
    FROM ranked WHERE bets <> 0 OR settled_bets <> 0
    ORDER BY row_number() OVER (
                 PARTITION BY currency ORDER BY settled_stakes - payouts DESC, turnover DESC, country
             ), currency
""")  # noqa: S608 - fragments of this module only
_SNAPSHOT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def one_snapshot(connection: AsyncConnection) -> None:
    """Makes every statement of the transaction see the same moment, so that the figures agree with each other."""
    await connection.execute(_SNAPSHOT)


async def sums(connection: AsyncConnection, plan: Plan) -> list[Sums]:
    """All additive sums by point, rates and currency."""
    rows = await connection.execute(_SUMS, _spans(plan.spans) | _marks(plan.marks))
    return [Sums(*row) for row in rows]


async def active(connection: AsyncConnection, plan: Plan) -> list[ActiveSet]:
    """Who was active in every bucket."""
    rows = await connection.execute(_ACTIVE, _spans(plan.spans) | _marks(plan.marks))
    return [ActiveSet(*row) for row in rows]


async def games(connection: AsyncConnection, plan: Plan, top: int) -> list[Game]:
    """The games with the largest GGR, by currency."""
    rows = await connection.execute(_GAMES, _spans(plan.spans) | {"top": top})
    return [Game(*row) for row in rows]


async def regions(connection: AsyncConnection, plan: Plan) -> list[Region]:
    """All countries, largest GGR first, by currency; without their active players."""
    rows = await connection.execute(_REGIONS, _spans(plan.spans))
    return [Region(*row) for row in rows]


def _spans(spans: Sequence[Span]) -> dict[str, list[Any]]:
    return {
        "operators": [span.operator_id for span in spans],
        "lines": [span.line for span in spans],
        "rates": [span.rates for span in spans],
        "current": [span.current for span in spans],
        "since": [span.since for span in spans],
        "until": [span.until for span in spans],
    }


def _marks(marks: Sequence[Mark]) -> dict[str, list[int] | list[datetime]]:
    return {
        "mark_lines": [mark.line for mark in marks],
        "marks": [mark.since for mark in marks],
        "positions": [mark.position for mark in marks],
    }
