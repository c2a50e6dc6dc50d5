"""Sums games and countries over the two periods.

The rollups by day are read, and those by quarter of an hour only for what is left of a day that is cut short. What a
filter leaves in is read from the cells of its slices, unless it is one of games, which the rollups of games can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.conversion import Conversion, minor
from services.metrics.domain.figures import Game, Region
from services.metrics.domain.plan import Plan
from services.metrics.domain.rtp import judged
from services.metrics.repository.filtering import KEPT, kept, of_games

_DAYS: Final = """
    days AS (
        SELECT * FROM unnest(
            CAST(:day_operators AS uuid[]), CAST(:day_generations AS smallint[]), CAST(:day_calendars AS smallint[]),
            CAST(:day_companies AS integer[]), CAST(:day_current AS boolean[]),
            CAST(:day_firsts AS date[]), CAST(:day_lasts AS date[])
        ) AS d (operator_id, generation, calendar, company, current, first, last)
    )"""
_PARTS: Final = """
    part AS (
        SELECT * FROM unnest(
            CAST(:part_operators AS uuid[]), CAST(:part_generations AS smallint[]),
            CAST(:part_companies AS integer[]), CAST(:part_current AS boolean[]), CAST(:part_days AS date[]),
            CAST(:part_since AS timestamptz[]), CAST(:part_until AS timestamptz[])
        ) AS p (operator_id, generation, company, current, day, since, until)
    )"""
# Numbers of any size go in as text.
_WEIGHTS: Final = """
    weights AS MATERIALIZED (
        SELECT company, currency, day, CAST(given AS numeric) AS weight, shown
        FROM unnest(
            CAST(:weight_companies AS integer[]), CAST(:weight_currencies AS text[]), CAST(:weight_days AS date[]),
            CAST(:weights AS text[]), CAST(:weight_shown AS text[])
        ) AS w (company, currency, day, given, shown)
    )"""
_BETS: Final = ("bets", "stakes", "settled_bets", "settled_stakes", "payouts")
_SQUARES: Final = ("stakes_sq", "payouts_sq", "stakes_payouts")
_ACCOUNTS: Final = ("deposited", "withdrawn", "registrations")
_COUNTS: Final = ("bets", "settled_bets", "registrations")


def _source(
    names: Sequence[str], table: str, columns: Sequence[str], known: Sequence[str], condition: str, *, converted: bool
) -> str:
    """Rows of days or parts with their names, weight and columns; a column that the table does not know is zero."""
    by_day = table.endswith("_days")
    ranges, day = ("days", "rollup.day") if by_day else ("part", "part.day")
    join, of = "", "rollup"
    if table == "cells":
        join, of = "JOIN kept ON kept.operator_id = rollup.operator_id AND kept.slice = rollup.slice", "kept"
    shown = [f"{of}.{name}" for name in (*names, "currency")]
    sums = [f"rollup.{name}" if name in known else f"0 AS {name}" for name in columns]
    within = (
        "rollup.calendar = days.calendar AND rollup.day BETWEEN days.first AND days.last"
        if by_day
        else "rollup.bucket >= part.since AND rollup.bucket < part.until"
    )
    weighed = f"JOIN weights ON weights.company = {ranges}.company AND weights.day = cell.on_day" if converted else ""
    if converted:
        weighed += " AND weights.currency = cell.currency"
    return f"""
        SELECT {ranges}.operator_id, {ranges}.current, {", ".join(f"cell.{name}" for name in names)},
               {"weights.shown" if converted else "cell.currency"} AS currency,
               {"weights.weight" if converted else "1"} AS weight, {", ".join(f"cell.{name}" for name in columns)}
        FROM {ranges} CROSS JOIN LATERAL (
            SELECT {", ".join(shown)}, {day} AS on_day, {", ".join(sums)} FROM {table} AS rollup {join}
            WHERE rollup.operator_id = {ranges}.operator_id AND rollup.generation = {ranges}.generation
              AND {within} AND {condition}
            OFFSET 0
        ) AS cell {weighed}"""  # noqa: S608 - names from this module only


def _sum(column: str, *, converted: bool, current: bool = True, squared: bool = False) -> str:
    value = column
    if converted and column not in _COUNTS:
        value = f"{column} * weight * weight" if squared else f"{column} * weight"
    return f"coalesce(sum({value}) FILTER (WHERE {'' if current else 'NOT '}current), 0)"


@cache
def _games(source: str, *, converted: bool) -> TextClause:
    """The games of the largest GGR; `source` is "all", "games" (a filter that rows of games can tell) or "cells"."""
    names = ("game", "provider")
    condition = of_games("rollup") if source == "games" else "true"
    tables = ("cells",) if source == "cells" else ("game_days", "game_cells")
    rows = " UNION ALL ".join(
        _source(
            names,
            table,
            (*_BETS, *_SQUARES),
            _BETS if table == "cells" else (*_BETS, *_SQUARES),
            "kept.game <> ''" if table == "cells" else condition,
            converted=converted,
        )
        for table in tables
    )
    sums = [f"{_sum(name, converted=converted)} AS {name}" for name in _BETS]
    sums += [f"{_sum(name, converted=converted, squared=True)} AS {name}" for name in _SQUARES]
    sums.append(f"{_sum('(settled_stakes - payouts)', converted=converted, current=False)} AS previous_ggr")
    ctes = [_DAYS, _PARTS] + ([_WEIGHTS] if converted else []) + ([KEPT] if source == "cells" else [])
    return text(f"""
        WITH {", ".join(ctes)}, of_operator AS (
            SELECT operator_id, game, provider, currency, {", ".join(sums)}
            FROM ({rows}) AS cell
            GROUP BY operator_id, game, provider, currency
        ),
        ranked AS (
            SELECT game, provider, currency, sum(stakes) AS turnover, sum(payouts) AS payouts, sum(bets) AS bets,
                   sum(settled_bets) AS settled_bets, sum(settled_stakes) AS settled_stakes,
                   sum(previous_ggr) AS previous_ggr,
                   coalesce(min(games.name), '') AS name, coalesce(min(games.category), '') AS category,
                   CASE WHEN min(theoretical_rtp) = max(theoretical_rtp) AND count(*) = count(theoretical_rtp)
                        THEN min(theoretical_rtp) END AS theoretical_rtp,
                   CASE WHEN count(*) = count(theoretical_rtp)
                        THEN sum(payouts - theoretical_rtp * settled_stakes) END AS off,
                   sum(payouts_sq - theoretical_rtp * (2 * stakes_payouts - theoretical_rtp * stakes_sq)) AS spread
            FROM of_operator LEFT JOIN games USING (operator_id, game, provider)
            GROUP BY game, provider, currency
        )
        SELECT game, provider, currency, turnover, payouts, bets, settled_bets, settled_stakes, previous_ggr,
               name, category, theoretical_rtp, off, spread
        FROM ranked WHERE bets <> 0 OR settled_bets <> 0
        ORDER BY row_number() OVER (
                     PARTITION BY currency ORDER BY settled_stakes - payouts DESC, turnover DESC, game, provider
                 ), currency
        LIMIT :top
    """)  # noqa: S608 - fragments of this module only


@cache
def _regions(source: str, *, converted: bool) -> TextClause:
    columns = (*_BETS, *_ACCOUNTS)
    tables = ("cells",) if source == "cells" else ("region_days", "region_cells")
    rows = " UNION ALL ".join(
        _source(("country",), table, columns, columns, "true", converted=converted) for table in tables
    )
    sums = [f"{_sum(name, converted=converted)} AS {name}" for name in columns]
    sums.append(f"{_sum('(settled_stakes - payouts)', converted=converted, current=False)} AS previous_ggr")
    ctes = [_DAYS, _PARTS] + ([_WEIGHTS] if converted else []) + ([KEPT] if source == "cells" else [])
    return text(f"""
        WITH {", ".join(ctes)}, ranked AS (
            SELECT country, currency, {", ".join(sums)} FROM ({rows}) AS cell GROUP BY country, currency
        )
        SELECT country, currency, stakes, settled_stakes - payouts, bets, settled_bets, previous_ggr,
               deposited, withdrawn, registrations
        FROM ranked
        WHERE bets <> 0 OR settled_bets <> 0 OR deposited <> 0 OR withdrawn <> 0 OR registrations <> 0
        ORDER BY row_number() OVER (
                     PARTITION BY currency ORDER BY settled_stakes - payouts DESC, stakes DESC, country
                 ), currency
    """)  # noqa: S608 - fragments of this module only


async def games(connection: AsyncConnection, plan: Plan, conversion: Conversion, top: int) -> list[Game]:
    """The games with the largest GGR, by currency shown."""
    part = plan.query.filter
    source = "all" if not part else "games" if part.of_games else "cells"
    rows = await connection.execute(
        _games(source, converted=bool(conversion.reporting)),
        _values(plan, conversion, by_day=source != "cells") | {"top": top},
    )
    return [_game(row, conversion, squares=source != "cells") for row in rows]


async def regions(connection: AsyncConnection, plan: Plan, conversion: Conversion, own: Sequence[str]) -> list[Region]:
    """All countries, largest GGR first, by currency shown; without their active players."""
    part = plan.query.filter
    source = "cells" if part else "all"
    rows = await connection.execute(
        _regions(source, converted=bool(conversion.reporting)), _values(plan, conversion, by_day=not part)
    )
    found: list[Region] = []
    registered: dict[str, int] = {}
    for row in rows:
        if row.currency:
            found.append(
                Region(
                    country=row.country,
                    currency=row.currency,
                    turnover=_minor(row[2], conversion),
                    ggr=_minor(row[3], conversion),
                    bets=int(row.bets),
                    previous_ggr=_minor(row.previous_ggr, conversion),
                    deposits=_minor(row.deposited, conversion),
                    withdrawals=_minor(row.withdrawn, conversion),
                )
            )
        elif row.registrations:
            registered[row.country] = int(row.registrations)
    return _with_registrations(found, registered, conversion.reporting or (own[0] if own else ""))


def _with_registrations(found: list[Region], registered: dict[str, int], currency: str) -> list[Region]:
    """Registrations have no currency: they stand in each row of their country, or in one of its own."""
    known = {region.country for region in found}
    shown = [replace(region, registrations=registered.get(region.country, 0)) for region in found]
    rest = sorted((-number, country) for country, number in registered.items() if country not in known)
    return shown + [Region(country, currency, 0, 0, 0, 0, registrations=-number) for number, country in rest]


def _game(row: Any, conversion: Conversion, *, squares: bool) -> Game:
    z, verdict = None, None
    if squares and row.off is not None and row.settled_bets:
        z, verdict = judged(int(row.settled_bets), row.off, row.spread)
    return Game(
        game=row.game,
        provider=row.provider,
        currency=row.currency,
        turnover=_minor(row.turnover, conversion),
        payouts=_minor(row.payouts, conversion),
        bets=int(row.bets),
        settled_bets=int(row.settled_bets),
        settled_stakes=_minor(row.settled_stakes, conversion),
        previous_ggr=_minor(row.previous_ggr, conversion),
        name=row.name,
        category=row.category,
        theoretical_rtp=row.theoretical_rtp,
        rtp_z=z,
        verdict=verdict,
    )


def _minor(value: Decimal | int, conversion: Conversion) -> int:
    return minor(int(value), conversion.scale)


def _values(plan: Plan, conversion: Conversion, *, by_day: bool) -> dict[str, Any]:
    companies: dict[UUID, int] = {}
    for share in plan.shares:
        companies.setdefault(share.operator.company_id, len(companies))
    days = [(share, whole) for share in plan.shares if by_day and (whole := share.whole_days)]
    parts = [
        (share, *stretch)
        for share in plan.shares
        for stretch in (([share.cut] if share.cut else []) if by_day else share.stretches())
    ]
    values: dict[str, Any] = {
        "day_operators": [share.operator.operator_id for share, _ in days],
        "day_generations": [share.operator.generation for share, _ in days],
        "day_calendars": [share.calendar for share, _ in days],
        "day_companies": [companies[share.operator.company_id] for share, _ in days],
        "day_current": [share.current for share, _ in days],
        "day_firsts": [whole.first for _, whole in days],
        "day_lasts": [whole.last for _, whole in days],
        "part_operators": [share.operator.operator_id for share, *_ in parts],
        "part_generations": [share.operator.generation for share, *_ in parts],
        "part_companies": [companies[share.operator.company_id] for share, *_ in parts],
        "part_current": [share.current for share, *_ in parts],
        "part_days": [day for _, day, _, _ in parts],
        "part_since": [since for _, _, since, _ in parts],
        "part_until": [until for _, _, _, until in parts],
    }
    if conversion.reporting:
        weights = [
            (companies[company], currency, day, str(weight), conversion.shown(currency))
            for (company, currency, day), weight in conversion.weights.items()
        ]
        names = ("weight_companies", "weight_currencies", "weight_days", "weights", "weight_shown")
        values |= {name: [row[number] for row in weights] for number, name in enumerate(names)}
    if plan.query.filter:
        values |= kept(plan.query.operator_ids, plan.query.filter).values
    return values
