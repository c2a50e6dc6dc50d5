"""Bets of an operator over a month, and the rollups that the consumer would have made of them, written set by set.

Bets come in the order in which they were placed, each settled at once, as spins are. A test holds what is written here
against what the consumer makes of the same bets.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
from pyroaring import BitMap

from kit.db import Database
from kit.month import Month, month_of
from services.metrics.domain.days import calendars
from services.metrics.domain.rollups import ROLLUPS, Rollup, Time
from services.metrics.repository.partitions import Partitions

BETS: Final = 20_000_000
PLAYERS: Final = 100_000
DAYS: Final = 30
GAMES: Final = 200
CURRENCY: Final = "BRL"
_SEATS_AT_ONCE: Final = 200  # sets made together

# A few play a lot, a few games are played a lot; two bets in five win.
_BETS: Final = """
    INSERT INTO bench_bets (operator_id, at, seat, game, stake, payout)
    SELECT $1, $2::timestamptz + ($3::timestamptz - $2::timestamptz) * ((n + jitter) / $4::float8),
           floor($5::float8 * power(who, 2.5))::int, floor($6::float8 * power(which, 2))::int, stake,
           CASE WHEN luck < 0.4 THEN round(stake * (1 + 2.8 * luck / 0.4))::bigint ELSE 0 END
    FROM (
        SELECT n, random() AS jitter, random() AS who, random() AS which, random() AS luck,
               100 + floor(power(random(), 3) * 20_000)::bigint AS stake
        FROM generate_series(0, $4::bigint - 1) AS n OFFSET 0
    ) AS b
"""
# What follows from a player or a game.
_DIMENSIONS: Final = {
    "currency": f"'{CURRENCY}'",
    "game": "'game-' || lpad(game::text, 3, '0')",
    "provider": "'provider-' || game % 12",
    "country": "(ARRAY['BR','PT','AR','CL','PE','CO','UY','PY','BO','MX'])[seat % 10 + 1]",
    "device": "(ARRAY['phone','desktop','tablet'])[seat / 10 % 3 + 1]",
    "channel": "(ARRAY['direct','affiliate','referral'])[seat / 30 % 3 + 1]",
    "seat": "seat",
    "slice": "game * 90 + seat % 90",
}
_MEASURES: Final = {
    "bets": "count(*)",
    "stakes": "sum(stake)",
    "settled_bets": "count(*)",
    "settled_stakes": "sum(stake)",
    "payouts": "sum(payout)",
    "stakes_sq": "sum(stake * stake)",
    "payouts_sq": "sum(payout * payout)",
    "stakes_payouts": "sum(stake * payout)",
}
_ID: Final = "CAST(md5(operator_id::text || seat) AS uuid)"


@dataclass(frozen=True, slots=True)
class Crowd:
    """An operator, in its zone, and how much its players bet until when."""

    operator_id: UUID
    zone: str
    bets: int
    players: int
    until: datetime

    @property
    def since(self) -> datetime:
        """When the first bet may have been placed."""
        return self.until - timedelta(days=DAYS)


async def load(url: str, crowd: Crowd) -> float:
    """Writes the bets into `bench_bets` and all that follows into the rollups; returns the seconds it took."""
    started = time.perf_counter()
    database = Database(url, "metrics", pooled=False)
    months: set[Month] = {month_of(crowd.since + timedelta(days=number)) for number in range(DAYS + 1)}
    await Partitions(database).ensure(months, datetime.now(UTC))
    await database.close()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("SET synchronous_commit = off; SET work_mem = '1GB'; SET maintenance_work_mem = '1GB'")
        await connection.execute("""
            CREATE UNLOGGED TABLE IF NOT EXISTS bench_bets (
                operator_id uuid, at timestamptz, stake bigint, payout bigint, seat integer, game integer
            );
            SELECT setseed(0.42)
        """)
        args = (crowd.operator_id, crowd.since, crowd.until, crowd.bets, crowd.players, GAMES)
        await connection.execute(_BETS, *args)
        await _numbers(connection, crowd)
        await connection.execute("ANALYZE bench_bets")
        for rollup in sorted(ROLLUPS, key=lambda one: one.time is Time.DAY):
            await connection.execute(_rollup(rollup, crowd.zone), crowd.operator_id)
            await connection.execute(f"ANALYZE {rollup.name}")
        await _sets(connection, crowd)
        await connection.execute(
            """
            INSERT INTO day_versions (operator_id, generation, calendar, day, version)
            SELECT DISTINCT operator_id, generation, calendar, day, 1 FROM player_days WHERE operator_id = $1
            """,
            crowd.operator_id,
        )
        await connection.execute(
            "INSERT INTO freshness VALUES ($1, $2, $2, $2) ON CONFLICT DO NOTHING", crowd.operator_id, crowd.until
        )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return time.perf_counter() - started


async def _numbers(connection: Any, crowd: Crowd) -> None:
    """Seats and slices, numbered as the bets have them."""
    await connection.execute(
        f"""
        INSERT INTO seats (operator_id, player_id, currency, country, number, first)
        SELECT operator_id, {_ID}, {_DIMENSIONS["currency"]}, {_DIMENSIONS["country"]}, seat, seat
        FROM (SELECT DISTINCT operator_id, seat FROM bench_bets WHERE operator_id = $1) AS seen
        """,
        crowd.operator_id,
    )
    names = ("currency", "game", "provider", "country", "device", "channel")
    await connection.execute(
        f"""
        INSERT INTO slices (operator_id, slice, {", ".join(names)})
        SELECT operator_id, {_DIMENSIONS["slice"]}, {", ".join(_DIMENSIONS[name] for name in names)}
        FROM (SELECT DISTINCT operator_id, game, seat % 90 AS seat FROM bench_bets WHERE operator_id = $1) AS seen
        """,
        crowd.operator_id,
    )


def _rollup(rollup: Rollup, zone: str) -> str:
    """One rollup: by quarters of bets, by days of those by quarters; in the order of its key."""
    columns = ["operator_id", "generation", *rollup.time.value, *rollup.dimensions]
    into = f"INSERT INTO {rollup.name} ({', '.join([*columns, *rollup.measures])})"
    places = ", ".join(str(number) for number in range(1, len(columns) + 1))
    if rollup.time is Time.QUARTER:
        dimensions = ", ".join(_DIMENSIONS[name] for name in rollup.dimensions)
        measures = ", ".join(_MEASURES.get(name, "0") for name in rollup.measures)
        return f"""{into}
            SELECT operator_id, 0, date_bin('15 minutes', at, '2000-01-01+00'), {dimensions}, {measures}
            FROM bench_bets WHERE operator_id = $1 GROUP BY {places} ORDER BY {places}
        """
    # Cells of players know slices; all of these have the one currency.
    own = _DIMENSIONS["currency"] if rollup.by_player else "currency"
    dimensions = ", ".join(own if name == "currency" else name for name in rollup.dimensions)
    known = ", ".join(f"({number}, '{name.key}')" for number, name in calendars(zone))
    return f"""{into}
        SELECT operator_id, 0, calendar, (bucket AT TIME ZONE zone)::date, {dimensions},
               {", ".join(f"sum({name})" for name in rollup.measures)}
        FROM {rollup.made_from} CROSS JOIN (VALUES {known}) AS known (calendar, zone)
        WHERE operator_id = $1 GROUP BY {places} ORDER BY {places}
    """


async def _sets(connection: Any, crowd: Crowd) -> None:
    """The bitmaps that follow from the rows of players."""
    for table, source, columns in (
        ("active_sets", "player_cells", ("bucket",)),
        ("active_days", "player_days", ("calendar", "day")),
    ):
        keys = ", ".join(columns)
        when = await connection.fetch(
            f"SELECT DISTINCT {keys} FROM {source} WHERE operator_id = $1 ORDER BY {keys}",
            crowd.operator_id,
        )
        for start in range(0, len(when), _SEATS_AT_ONCE):
            first, last = when[start], when[min(start + _SEATS_AT_ONCE, len(when)) - 1]
            bounds = ", ".join(f"${number}" for number in range(2, 2 + len(columns)))
            until = ", ".join(f"${number}" for number in range(2 + len(columns), 2 + 2 * len(columns)))
            rows = await connection.fetch(
                f"""
                SELECT {keys}, array_agg(DISTINCT seat) AS seats FROM {source}
                WHERE operator_id = $1 AND ({keys}) >= ({bounds}) AND ({keys}) <= ({until}) GROUP BY {keys}
                """,
                crowd.operator_id,
                *first,
                *last,
            )
            await connection.copy_records_to_table(
                table,
                columns=["operator_id", "generation", *columns, "seats"],
                records=[
                    (crowd.operator_id, 0, *row[: len(columns)], BitMap(row["seats"]).serialize()) for row in rows
                ],
            )
    rows = await connection.fetch(
        "SELECT currency, country, array_agg(number) AS seats FROM seats WHERE operator_id = $1 GROUP BY 1, 2",
        crowd.operator_id,
    )
    await connection.copy_records_to_table(
        "seat_regions",
        columns=["operator_id", "currency", "country", "seats"],
        records=[
            (crowd.operator_id, row["currency"], row["country"], BitMap(row["seats"]).serialize()) for row in rows
        ],
    )
