"""The sets of active seats equal the rows that they follow from: carried over, under concurrency, after voids."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from pyroaring import BitMap
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.postgres import EmbeddedPostgres
from kit import migrations
from kit.db import Database
from kit.ids import uuid7
from services.metrics.domain.tally import Tally
from services.metrics.repository import active, rollups
from tests.conftest import PASSWORD, ROOT, MakeDatabase

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
QUARTER = int(NOW.timestamp()) // 900
PLACES = [("EUR", "MT"), ("EUR", "BR"), ("BIT", "BR")]


async def _consistent(connection: AsyncConnection) -> int:
    """Checks all sets against the rows and returns how many seats there are."""
    rows = await connection.execute(
        text("SELECT operator_id, bucket, array_agg(seat) FROM active_players WHERE bets > 0 GROUP BY 1, 2")
    )
    wanted = {(operator, bucket): set(seats) for operator, bucket, seats in rows}
    sets = await connection.execute(text("SELECT operator_id, bucket, seats FROM active_sets"))
    kept = {(operator, bucket): set(BitMap.deserialize(seats)) for operator, bucket, seats in sets}
    assert {key: seats for key, seats in kept.items() if seats} == wanted

    rows = await connection.execute(
        text("SELECT operator_id, currency, country, array_agg(number) FROM seats GROUP BY 1, 2, 3")
    )
    regions = {tuple(row[:3]): set(row[3]) for row in rows}
    sets = await connection.execute(text("SELECT operator_id, currency, country, seats FROM seat_regions"))
    assert {tuple(row[:3]): set(BitMap.deserialize(row[3])) for row in sets} == regions

    wrong = await connection.execute(
        text("""
            SELECT count(*) FROM seats JOIN active_players AS cell USING (operator_id, player_id, currency, country)
            WHERE cell.seat <> number OR first <> (
                SELECT min(known.number) FROM seats AS known
                WHERE known.operator_id = seats.operator_id AND known.player_id = seats.player_id
            )
        """)
    )
    assert wrong.scalar_one() == 0
    return int((await connection.execute(text("SELECT count(*) FROM seats"))).scalar_one())


async def test_concurrent_writers_agree_on_seats_and_sets(make_database: MakeDatabase) -> None:
    """Four writers bet and void in the same buckets with the same new players, in an order of their own."""
    database, chance = Database(make_database("metrics"), "metrics"), random.Random(5)
    operators, players = [str(uuid7()) for _ in range(2)], [str(uuid7()) for _ in range(30)]
    moves = []
    for operator in operators:
        for player in players:
            for currency, country in chance.sample(PLACES, 2):
                key = (operator, QUARTER + chance.randrange(3), currency, "crash", "acme", country)
                moves += [(key, player, 1)] * 3
                moves += [(key, player, -1)] * chance.choice([0, 1, 3])
    chance.shuffle(moves)

    async def write(mine: list[tuple[tuple[str, int, str, str, str, str], str, int]]) -> None:
        while mine:
            tally = Tally()
            for key, player, bets in mine[:12]:
                tally.placed(key, player, 100, bets)
            mine = mine[12:]
            async with database.unit_of_work() as uow:
                await rollups.add(uow.connection, tally, NOW)

    await asyncio.gather(*(write(moves[number::4]) for number in range(4)))
    async with database.read() as connection:
        assert await _consistent(connection) == len({(key[0], player, key[2], key[5]) for key, player, _ in moves})
        numbers = await connection.execute(
            text("SELECT min(number), max(number) + 1, count(*) FROM seats GROUP BY operator_id")
        )
        assert all((low, high) == (0, size) for low, high, size in numbers)
        assert set(await active.further(connection, [UUID(operator) for operator in operators]))
    await database.close()


async def test_a_migration_carries_over_what_was_counted(postgres: EmbeddedPostgres) -> None:
    """Rows of the release before, voided ones among them; which must not write any more afterwards."""
    postgres.create_database("metrics_before_seats", owner="metrics", password=PASSWORD)
    url = postgres.url("metrics_before_seats", "metrics", PASSWORD)
    scripts = ROOT / "services" / "metrics" / "migrations"
    database = Database(url, "metrics", pooled=False)
    async with database.engine.connect() as connection:
        await connection.run_sync(_first_revision, str(scripts))
        await connection.commit()
    insert = """
        INSERT INTO active_players (operator_id, bucket, player_id, currency, country, bets)
        VALUES ($1, $2, $3, $4, $5, $6)
    """
    players = [uuid7() for _ in range(5)]
    rows = [
        (operator, NOW + timedelta(minutes=15 * bucket), player, currency, country, (number + bucket) % 3 - 1)
        for operator in (uuid7(), uuid7())
        for bucket in range(4)
        for number, player in enumerate(players)
        for currency, country in PLACES[: 1 + number % 3]
    ]
    async with database.session() as session:
        await session.executemany(insert, rows)
        await migrations.upgrade(url, scripts)
        with pytest.raises(asyncpg.NotNullViolationError):
            await session.execute(insert, *rows[0])
    async with database.read() as connection:
        assert await _consistent(connection) == len({(row[0], row[2], row[3], row[4]) for row in rows})
    await database.close()


def _first_revision(connection: Connection, scripts: str) -> None:
    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
