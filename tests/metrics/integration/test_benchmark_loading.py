"""What the benchmark writes set by set is what the consumer makes of the same bets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import text

from benchmarks.dashboard.loading import Crowd, load
from kit.db import Database
from kit.ids import uuid7
from services.metrics.domain.rollups import ROLLUPS, Time
from tests.conftest import MakeDatabase
from tests.metrics import activity as an
from tests.metrics.running import Metrics

ZONE = "America/Sao_Paulo"
_BETS = text("""
    SELECT bets.at, bets.stake, bets.payout, seats.player_id, slices.currency, slices.game, slices.provider,
           slices.country, slices.device, slices.channel
    FROM bench_bets AS bets
    JOIN seats ON seats.operator_id = bets.operator_id AND seats.number = bets.seat
    JOIN slices ON slices.operator_id = bets.operator_id AND slices.slice = bets.game * 90 + bets.seat % 90
""")
_NAMES = "currency, game, provider, country, device, channel"


async def rows(database: Database, operator: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every rollup of an operator, with players and dimensions in place of the numbers that they happen to have."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with database.read() as connection:
        for rollup in ROLLUPS:
            shown, joins = [*rollup.time.value], ""
            for name in rollup.dimensions:
                if name == "seat":
                    shown.append("seats.player_id")
                    joins += " JOIN seats ON seats.operator_id = cell.operator_id AND seats.number = cell.seat"
                elif name == "slice":
                    shown += [f"slices.{one}" for one in _NAMES.split(", ")]
                    joins += " JOIN slices ON slices.operator_id = cell.operator_id AND slices.slice = cell.slice"
                else:
                    shown.append(f"cell.{name}")
            measures = ", ".join(f"CAST(cell.{name} AS bigint)" for name in rollup.measures)
            query = (
                f"SELECT {', '.join(shown)}, {measures} FROM {rollup.name} AS cell {joins} WHERE cell.operator_id = :o"
            )
            counted = await connection.execute(text(query), {"o": UUID(operator)})
            found[rollup.name] = sorted(tuple(row) for row in counted)
        for table, time in (("active_sets", Time.QUARTER), ("active_days", Time.DAY)):
            keys = ", ".join(time.value)
            players = await connection.execute(
                text("SELECT number, player_id FROM seats WHERE operator_id = :o"), {"o": UUID(operator)}
            )
            known = {row.number: row.player_id for row in players}
            sets = await connection.execute(
                text(f"SELECT {keys}, seats FROM {table} WHERE operator_id = :o"), {"o": UUID(operator)}
            )
            found[table] = sorted(
                (*row[:-1], sorted(known[seat] for seat in BitMap.deserialize(row[-1]))) for row in sets
            )
        regions = await connection.execute(
            text("SELECT currency, country, seats FROM seat_regions WHERE operator_id = :o"), {"o": UUID(operator)}
        )
        found["seat_regions"] = sorted((row[0], row[1], len(BitMap.deserialize(row[2]))) for row in regions)
    return found


async def test_sets_written_at_once_equal_what_is_counted(metrics: Metrics, make_database: MakeDatabase) -> None:
    url, loaded, counted = make_database("metrics"), str(uuid7()), str(uuid7())
    until = datetime(2026, 3, 31, 3, tzinfo=UTC)
    await load(url, Crowd(UUID(loaded), ZONE, 1_500, 120, until))
    database = Database(url, "metrics")
    try:
        async with database.read() as connection:
            bets = (await connection.execute(_BETS)).all()
        wanted = await rows(database, loaded)
    finally:
        await database.close()
    assert len(bets) == 1_500
    assert min(bet.at for bet in bets) >= until - timedelta(days=30)
    await metrics.operator_as(counted, ZONE, "BRL")
    told = []
    for bet in bets:
        place = {"currency": bet.currency, "game": bet.game, "provider": bet.provider, "country": bet.country}
        both = [
            an.placed(str(bet.player_id), bet.at, bet.stake, **place),
            an.settled(str(bet.player_id), bet.at, bet.stake, bet.payout, bet.at, **place),
        ]
        for activity in both:
            activity.device, activity.channel = bet.device, bet.channel
        told += both
    for start in range(0, len(told), 500):
        await metrics.recorded(counted, *told[start : start + 500])
    found = await rows(metrics.database, counted)
    for name, expected in wanted.items():
        assert found[name] == expected, name
