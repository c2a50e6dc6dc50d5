"""The sets of active seats equal the rows that they follow from: under concurrency, after voids."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import Database
from kit.ids import uuid7
from services.metrics.domain.tally import Tally
from services.metrics.repository import active, rollups
from tests.conftest import MakeDatabase

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
