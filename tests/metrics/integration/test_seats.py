"""Sets of active seats equal the rows that they follow from: under concurrency, after voids, over slices."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import Database
from kit.ids import uuid7
from services.metrics.domain.tally import CellKey, Tally
from services.metrics.repository import active
from services.metrics.repository.partitions import Partitions
from services.metrics.service.rollups import Counting
from tests.conftest import MakeDatabase

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
QUARTER = int(NOW.timestamp()) // 900
PLACES = [("EUR", "MT"), ("EUR", "BR"), ("BIT", "BR")]
GAMES = ["crash", "slots"]


async def _consistent(connection: AsyncConnection) -> int:
    """Checks all sets against the rows and returns how many seats there are."""
    for rows_of, sets_of, time in (
        ("player_cells", "active_sets", "bucket"),
        ("player_days", "active_days", "(calendar, day)"),
    ):
        rows = await connection.execute(
            text(f"""
                SELECT operator_id, time, array_agg(seat) FROM (
                    SELECT operator_id, {time} AS time, seat FROM {rows_of} GROUP BY 1, 2, 3 HAVING sum(bets) > 0
                ) AS active GROUP BY 1, 2
            """)
        )
        wanted = {(operator, time): set(seats) for operator, time, seats in rows}
        sets = await connection.execute(text(f"SELECT operator_id, {time}, seats FROM {sets_of}"))
        kept = {(operator, time): set(BitMap.deserialize(seats)) for operator, time, seats in sets}
        assert {key: seats for key, seats in kept.items() if seats} == wanted

    rows = await connection.execute(
        text("SELECT operator_id, currency, country, array_agg(number) FROM seats GROUP BY 1, 2, 3")
    )
    regions = {tuple(row[:3]): set(row[3]) for row in rows}
    sets = await connection.execute(text("SELECT operator_id, currency, country, seats FROM seat_regions"))
    assert {tuple(row[:3]): set(BitMap.deserialize(row[3])) for row in sets} == regions

    wrong = await connection.execute(
        text("""
            SELECT count(*) FROM seats WHERE first <> (
                SELECT min(known.number) FROM seats AS known
                WHERE known.operator_id = seats.operator_id AND known.player_id = seats.player_id
            )
        """)
    )
    assert wrong.scalar_one() == 0
    return int((await connection.execute(text("SELECT count(*) FROM seats"))).scalar_one())


async def test_concurrent_writers_agree_on_seats_and_sets(make_database: MakeDatabase) -> None:
    """Four writers bet and void in the same quarters with the same new players, in an order of their own."""
    database, chance = Database(make_database("metrics"), "metrics"), random.Random(5)
    operators, players = [str(uuid7()) for _ in range(2)], [str(uuid7()) for _ in range(30)]
    moves: list[tuple[CellKey, str, int]] = []
    for operator in operators:
        for player in players:
            for currency, country in chance.sample(PLACES, 2):
                game, quarter = chance.choice(GAMES), QUARTER + chance.randrange(3)
                key = (operator, quarter, currency, game, "acme", country, "", "")
                moves += [(key, player, 1)] * 3
                moves += [(key, player, -1)] * chance.choice([0, 1, 3])
                # The same quarter in another game, so that one slice's end is not the seat's.
                other = (operator, quarter, currency, "roulette", "acme", country, "mobile", "direct")
                moves += [(other, player, 1)] * chance.choice([0, 1])
                moves += [(other, player, -1)] * (moves[-1][0] == other and chance.choice([0, 1]))
    chance.shuffle(moves)

    async def write(mine: list[tuple[CellKey, str, int]]) -> None:
        counting = Counting(Partitions(database))
        while mine:
            tally = Tally()
            for key, player, bets in mine[:12]:
                tally.cells[key].placed(player, 100, bets)
            mine = mine[12:]
            async with database.unit_of_work() as uow:
                await counting.count(uow, tally, NOW)

    await asyncio.gather(*(write(moves[number::4]) for number in range(4)))
    left = Counter[tuple[str, int, str]]()
    for key, player, bets in moves:
        left[key[0], key[1], player] += bets
    async with database.read() as connection:
        assert await _consistent(connection) == len({(key[0], player, key[2], key[5]) for key, player, _ in moves})
        numbers = await connection.execute(
            text("SELECT min(number), max(number) + 1, count(*) FROM seats GROUP BY operator_id")
        )
        assert all((low, high) == (0, size) for low, high, size in numbers)
        numbers = await connection.execute(
            text("SELECT min(slice), max(slice) + 1, count(*) FROM slices GROUP BY operator_id")
        )
        assert all((low, high) == (0, size) for low, high, size in numbers)
        assert set(await active.further(connection, [UUID(operator) for operator in operators]))
        found = await connection.execute(
            text("""
                SELECT CAST(player_cells.operator_id AS text), CAST(extract(epoch FROM bucket) / 900 AS integer),
                       CAST(player_id AS text), CAST(sum(bets) AS integer)
                FROM player_cells JOIN seats ON seats.operator_id = player_cells.operator_id AND number = seat
                GROUP BY 1, 2, 3
            """)
        )
        assert {tuple(row[:3]): row[3] for row in found if row[3]} == {key: bets for key, bets in left.items() if bets}
    await database.close()
