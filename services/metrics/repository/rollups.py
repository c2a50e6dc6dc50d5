"""Adds tallies to the rollups: one writer for all that are declared, keys in order so that writers cannot deadlock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.rollups import PLAYER_CELLS, PLAYER_DAYS, ROLLUPS, SLICE, SQUARES, Rollup
from services.metrics.domain.sums import Batch, Place, Row
from services.metrics.domain.tally import Tally
from services.metrics.repository import sets, standing
from services.metrics.repository.numbers import Numbers

CHANNEL: Final = "figures"

_KINDS: Final = {"seat": "integer", "slice": "integer", "calendar": "smallint", "day": "date", "bucket": "bigint"}
# What happened to the seats of the rows that were written.
_CELLS_MOVED: Final = """
    RETURNING new.operator_id, new.generation, new.bucket, new.seat,
              new.bets > 0 AND coalesce(old.bets, 0) = 0 AS came,
              new.bets <> coalesce(old.bets, 0) AND (new.bets <= 0 OR coalesce(old.bets, 0) < 0) AS unsure
"""
_DAYS_MOVED: Final = """
    RETURNING new.operator_id, new.generation, new.calendar, new.day, new.seat,
              new.bets > 0 AND coalesce(old.bets, 0) <= 0 AS came, new.bets <= 0 AND coalesce(old.bets, 0) > 0 AS went
"""


def _upsert(rollup: Rollup) -> str:
    """Adds rows to a rollup. Operators come by their place in an array, which also tells their generation."""
    columns = [*rollup.time.value, *rollup.dimensions, *rollup.measures]
    kinds = [_KINDS.get(name, "text") for name in columns[: -len(rollup.measures)]]
    kinds += ["numeric" if name in SQUARES else "bigint" for name in rollup.measures]
    arrays = ", ".join(
        _array(name, kind) for name, kind in zip(("operator", *columns), ("integer", *kinds), strict=True)
    )
    selected = ["to_timestamp(bucket * 900)" if name == "bucket" else name for name in columns]
    return f"""
        INSERT INTO {rollup.name} AS kept (operator_id, generation, {", ".join(columns)})
        SELECT (CAST(:operators AS uuid[]))[operator], (CAST(:generations AS smallint[]))[operator],
               {", ".join(selected)}
        FROM unnest({arrays}) AS added (operator, {", ".join(columns)})
        ON CONFLICT ({", ".join(rollup.key)})
        DO UPDATE SET {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in rollup.measures)}
    """  # noqa: S608 - names of the domain's declaration only


def _array(name: str, kind: str) -> str:
    """A column as `_columns` gives it: texts in a list, everything else as Postgres writes an array.

    The driver looks at every item of a list several times before it packs it; that took more than all the adding up.
    """
    return f"CAST(:{name} AS text[])" if kind == "text" else f"CAST(CAST(:{name} AS text) AS {kind}[])"


def _moving(rollup: Rollup, returning: str, other: str) -> TextClause:
    """The same, telling by time which seats came, and which went or may have gone."""
    key = ", ".join(("operator_id", "generation", *rollup.time.value))
    return text(f"""
        WITH counted AS ({_upsert(rollup)} {returning})
        SELECT {key}, coalesce(array_agg(DISTINCT seat) FILTER (WHERE came), '{{}}') AS came,
               coalesce(array_agg(DISTINCT seat) FILTER (WHERE {other}), '{{}}') AS {other}
        FROM counted WHERE came OR {other}
        GROUP BY {key} ORDER BY {key}
    """)  # noqa: S608 - names of the domain's declaration only


_ADD: Final = {rollup: text(_upsert(rollup)) for rollup in ROLLUPS} | {
    PLAYER_CELLS: _moving(PLAYER_CELLS, _CELLS_MOVED, "unsure"),
    PLAYER_DAYS: _moving(PLAYER_DAYS, _DAYS_MOVED, "went"),
}
_SETS: Final = {PLAYER_CELLS: sets.quarters, PLAYER_DAYS: sets.days}

_TOUCH_DAYS: Final = text("""
    INSERT INTO day_versions AS kept (operator_id, generation, calendar, day, version)
    SELECT (CAST(:operators AS uuid[]))[operator], (CAST(:generations AS smallint[]))[operator], calendar, day,
           CAST(CAST(pg_current_xact_id() AS text) AS bigint)
    FROM unnest(CAST(:operator AS integer[]), CAST(:calendar AS smallint[]), CAST(:day AS date[]))
         AS touched (operator, calendar, day)
    ON CONFLICT (operator_id, generation, calendar, day) DO UPDATE SET version = excluded.version
""")
_SET_FRESHNESS: Final = text("""
    INSERT INTO freshness AS known (operator_id, last_activity_at, last_recorded_at, last_counted_at)
    SELECT operator_id, activity_at, recorded_at, :now
    FROM unnest(
        CAST(:operators AS uuid[]), CAST(:activity AS timestamptz[]), CAST(:recorded AS timestamptz[])
    ) AS seen (operator_id, activity_at, recorded_at)
    ON CONFLICT (operator_id) DO UPDATE SET
        last_activity_at = greatest(known.last_activity_at, excluded.last_activity_at),
        last_recorded_at = greatest(known.last_recorded_at, excluded.last_recorded_at),
        last_counted_at = greatest(known.last_counted_at, excluded.last_counted_at)
""")
_NOTIFY: Final = text(f"""
    SELECT pg_notify('{CHANNEL}', operator_id) FROM unnest(CAST(:operators AS text[])) AS moved (operator_id)
""")  # noqa: S608 - a constant of ours


async def add(
    connection: AsyncConnection, numbers: Numbers, tally: Tally, generations: Mapping[str, int] | None = None
) -> None:
    """Adds a tally to the generations that are shown, or to those given. Once in a transaction."""
    operators = sorted({key[0] for key in tally.cells})
    if not operators:
        return
    known = await standing.shared(connection, operators)
    numbers.on(known.timeline)
    players, slices = wanted(tally)
    batch = Batch(
        tally,
        places={operator: Place(number, known.of[operator].timezone) for number, operator in enumerate(operators, 1)},
        seats=await numbers.seats(connection, players),
        slices=await numbers.slices(connection, slices),
        detail_since=known.detail_since,
    )
    told = generations or {}
    given = {
        "operators": operators,
        "generations": [told.get(operator, known.of[operator].generation) for operator in operators],
    }
    for rollup in ROLLUPS:
        if rows := batch.rows(rollup):
            moved = await connection.execute(_ADD[rollup], given | _columns(rollup, rows))
            if rollup in _SETS and (changes := moved.all()):
                await _SETS[rollup](connection, changes)
    if days := batch.days():
        columns = dict(zip(("operator", "calendar", "day"), zip(*days, strict=True), strict=True))
        await connection.execute(_TOUCH_DAYS, given | columns)


def wanted(tally: Tally) -> tuple[Collection[tuple[str, str, str, str]], Collection[tuple[Any, ...]]]:
    """The seats and slices of a tally."""
    players = {
        (operator, player, currency, country)
        for (operator, _, currency, _, _, country, _, _), cell in tally.cells.items()
        for player in cell.players
    }
    return players, {(key[0], *key[2:]) for key in tally.cells}


async def fresh(connection: AsyncConnection, tally: Tally, now: datetime) -> None:
    """Notes how recent the figures of a tally's operators are."""
    operators = sorted(tally.seen)
    seen = [tally.seen[operator] for operator in operators]
    await connection.execute(
        _SET_FRESHNESS,
        {
            "operators": operators,
            "activity": [one.activity_at for one in seen],
            "recorded": [one.recorded_at for one in seen],
            "now": now,
        },
    )


async def notify(connection: AsyncConnection, operators: Sequence[str]) -> None:
    """Tells, at commit, that figures of operators moved."""
    await connection.execute(_NOTIFY, {"operators": list(operators)})


def _columns(rollup: Rollup, rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
    """One array per column."""
    names = ("operator", *rollup.time.value, *rollup.dimensions, *rollup.measures)
    keys = zip(*(key for key, _ in rows), strict=True)
    sums = zip(*(sums for _, sums in rows), strict=True)
    given = zip(names, (*keys, *sums), strict=True)
    return {name: values if name in SLICE else "{" + ",".join(map(str, values)) + "}" for name, values in given}
