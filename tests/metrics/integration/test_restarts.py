"""Counting and watching through stops, restarts and lost connections; each test has a NATS server of its own."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import grpc
import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from nats.aio.client import Client
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from kit import streams
from kit.db import Database
from kit.ids import uuid7
from tests.conftest import ROOT, Keys, MakeDatabase
from tests.metrics import activity as an
from tests.metrics import counted, naive
from tests.metrics.brands import COUNTRIES, DEVICES, GAMES, activities
from tests.metrics.running import Metrics, changed, figures, read, recorded, running, watching, wire
from tests.polling import until

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def nats_url(tmp_path: Path) -> Iterator[str]:
    server = EmbeddedNats(tmp_path / "nats", durable=False)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
async def nats(nats_url: str) -> AsyncIterator[Client]:
    client = await streams.connect(nats_url, "test")
    await streams.ensure(client.jetstream(), 1)
    yield client
    await client.close()


async def test_consumers_that_come_and_go_count_everything_once(
    make_database: MakeDatabase, nats: Client, keys: Keys
) -> None:
    """Two replicas at a time are stopped at random while events arrive, each of them twice and out of order."""
    url, operator, chance = make_database("metrics"), str(uuid7()), random.Random(7)
    players = [str(uuid7()) for _ in range(20)]
    events = []
    for number in range(300):
        at = NOW + timedelta(minutes=number)
        told = [
            an.placed(players[number % 20], at, 100),
            an.settled(players[number % 20], at, 100, 40, at),
            an.deposit(players[number % 20], at, 10, number=number // 20 + 1),
        ]
        if number % 5 == 0:
            told.append(an.voided(players[number % 20], at, 100, at, (at, 40)))
        events.append((uuid7(), recorded(operator, told)))
    queue = events * 2
    chance.shuffle(queue)

    async def publish(metrics: Metrics) -> None:
        # The operator becomes known last: counting does not need it.
        for event_id, event in queue:
            await metrics.publish(event_id, event)
        await metrics.announce(changed(operator, "Asia/Kolkata", "EUR"))

    async with running(url, nats, keys, activity_batch=3) as first:
        publishing = asyncio.create_task(publish(first))
        for events_taken in (20, 90, 200):
            async with running(url, nats, keys, activity_batch=3) as second:
                await _inbox(second, events_taken)
        await publishing
    async with running(url, nats, keys) as metrics:
        await metrics.taken([event_id for event_id, _ in events])
        await metrics.known(operator)
        shown = figures(await metrics.dashboard([operator], "2026-03-10", "2026-03-11"))
        assert await metrics.dead() == 0
    assert shown == {
        ("turnover", "EUR"): (24_000, 0),
        ("payouts", "EUR"): (9_600, 0),
        ("ggr", "EUR"): (14_400, 0),
        ("ngr", "EUR"): (14_400, 0),
        ("active_players", ""): (16, 0),
        ("registrations", ""): (0, 0),
        ("ftd_count", ""): (20, 0),
        ("deposits", "EUR"): (3_000, 0),
        ("withdrawals", "EUR"): (0, 0),
        ("net_deposits", "EUR"): (3_000, 0),
        ("bets", ""): (240, 0),
        ("hold", "EUR"): (600_000, None),
        ("ftd_amount", "EUR"): (200, 0),
        ("bonus_cost", "EUR"): (0, 0),
        ("arpu", "EUR"): (900, None),
        ("average_deposit", "EUR"): (10, None),
    }


async def test_a_process_killed_again_and_again_counts_everything_once(
    make_database: MakeDatabase, nats: Client, nats_url: str, keys: Keys, tmp_path: Path
) -> None:
    """kill -9 of `python -m services.metrics` at random moments while it counts; then every rollup is as it must be."""
    url, chance = make_database("metrics"), random.Random(11)
    brand, players = _brand(chance), {str(number): str(uuid7()) for number in range(12)}
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        "DAYBOOK_DATABASE_URL": url,
        "DAYBOOK_NATS_URL": nats_url,
        "DAYBOOK_LISTEN": "127.0.0.1:0",
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(keys.public_keys_file),
        "DAYBOOK_ACTIVITY_BATCH": "4",
    }
    database = Database(url, "test")
    told = activities(brand, players)
    chance.shuffle(told)
    events = [recorded(brand.operator_id, told[first : first + 2]) for first in range(0, len(told), 2)]
    # The operator is announced among them: the days of its zone are made from what was counted by then.
    events.insert(len(events) // 3, changed(brand.operator_id, brand.zone.key, "EUR"))
    acks = [await nats.jetstream().publish_async(*wire(uuid7(), event)) for event in events]
    await asyncio.gather(*acks)

    async def taken() -> int:
        async with database.read() as connection:
            return int((await connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one())

    for wanted in (*sorted(chance.sample(range(1, len(events)), 2)), len(events)):
        with (tmp_path / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.metrics", env=environment, cwd=ROOT, stderr=log
            )
        try:

            async def reached(wanted: int = wanted) -> bool:
                return await taken() >= wanted

            await until(reached, seconds=60)
        finally:
            process.kill()
            await process.wait()
    async with database.read() as connection:
        names = {player: name for name, player in players.items()}
        assert await counted.stored(connection, brand.operator_id, names) == counted.expected(brand)
        assert (await connection.execute(text("SELECT count(*) FROM dead_letters"))).scalar_one() == 0
    await database.close()


def _brand(chance: random.Random) -> naive.Brand:
    """A brand in a zone of half hours with some days of bets, deposits and withdrawals."""
    brand = naive.Brand(str(uuid7()), ZoneInfo("Asia/Kolkata"), "EUR", [])
    for _ in range(150):
        player, at = chance.randrange(12), NOW + timedelta(minutes=chance.randrange(3 * 1440))
        where = {"player": str(player), "at": at, "currency": "EUR", "country": COUNTRIES[player % 3]}
        settled_at = at + timedelta(minutes=chance.randrange(600)) if chance.random() < 0.8 else None
        brand.bets.append(
            naive.Bet(
                **where,  # type: ignore[arg-type]
                stake=chance.randrange(1, 1_000),
                game=chance.choice(GAMES),
                settled_at=settled_at,
                payout=chance.randrange(2_000) if settled_at else 0,
                voided=chance.random() < 0.2,
                device=chance.choice(DEVICES),
            )
        )
        kind = chance.choice(["registered", "deposit", "first_deposit", "withdrawal", "bonus"])
        minor = 0 if kind == "registered" else chance.randrange(1, 5_000)
        brand.entries.append(naive.Entry(kind, minor=minor, **where))  # type: ignore[arg-type]
    return brand


async def test_a_stop_ends_a_watch_and_a_lost_connection_does_not(
    make_database: MakeDatabase, nats: Client, keys: Keys
) -> None:
    async with running(make_database("metrics"), nats, keys) as metrics:
        operator = await metrics.operator()
        async with watching(metrics, operator) as call:
            assert (await read(call)).operator_id == operator
            await _end_listening(metrics)
            # Nobody listened for a moment: each watcher is told again as soon as somebody does.
            assert (await read(call)).operator_id == operator
            metrics.stop.set()
            async with asyncio.timeout(5):
                while (message := await call.read()) is not grpc.aio.EOF:
                    assert isinstance(message, pb.WatchFiguresResponse)
                assert await call.code() is grpc.StatusCode.OK


async def _inbox(metrics: Metrics, size: int) -> None:
    async def reached() -> bool:
        async with metrics.database.read() as connection:
            return bool((await connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one() >= size)

    await until(reached)


async def _end_listening(metrics: Metrics) -> None:
    """Ends the session that listens for figures, as a restart of Postgres does."""
    async with metrics.database.unit_of_work() as uow:
        ended = await uow.connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%figures%'"
            )
        )
        assert len(ended.all()) == 1
