"""Counting: how fast a backlog is consumed beside the rate at which players records it, and how fresh figures are.

The players service records settled bets of an operator whose days are not those of UTC, so that both calendars are
counted. While it does, the metrics service is kept from counting by the lock that it waits for; then the backlog is
counted alone. Freshness is from the moment at which an event's activity was recorded to the commit that counted it.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from daybook.players.v1 import activity_service_pb2 as wire

from benchmarks.players import recording
from benchmarks.players.recording import LARGEST, PASSWORD, Recording
from benchmarks.report import Figure, percentile
from deploy.local.ports import free_port
from deploy.local.services import command

BACKLOG = 120_000  # bets in a round
ROUNDS = 3
LIVE = 200_000  # bets recorded at full speed while they are counted
ZONE = "America/Sao_Paulo"
GAMES = 40
_CHANCE = random.Random(4)
_LOCK = "hashtextextended('figures ' || $1, 0)"


@dataclass
class Counting:
    """The metrics service under measurement: a connection to its database."""

    postgres: asyncpg.Connection[asyncpg.Record]

    async def counted(self) -> int:
        """How many bets are counted."""
        return int(await self.postgres.fetchval("SELECT coalesce(sum(bets), 0)::bigint FROM totals, pg_sleep(0.01)"))

    async def until(self, bets: int) -> None:
        """Waits until so many bets are counted."""
        while await self.counted() < bets:
            pass


@asynccontextmanager
async def counting(service: Recording) -> AsyncIterator[Counting]:
    """The metrics service beside the players service."""
    service.server.create_database("metrics", owner="metrics", password=PASSWORD)
    url = service.server.url("metrics", "metrics", PASSWORD)
    environment = service.environment | {
        "DAYBOOK_DATABASE_URL": url,
        "DAYBOOK_LISTEN": f"127.0.0.1:{free_port()}",
    }
    process = await asyncio.create_subprocess_exec(*command("services.metrics"), env=environment)
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    try:
        async with asyncio.timeout(60):
            while not await _knows_an_operator(connection):
                pass
        yield Counting(connection)
    finally:
        await connection.close()
        process.terminate()
        await asyncio.wait_for(process.wait(), timeout=30)


async def _knows_an_operator(connection: asyncpg.Connection[asyncpg.Record]) -> bool:
    if await connection.fetchval("SELECT to_regclass('operators') FROM pg_sleep(0.05)") is None:
        return False  # not migrated yet
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM operators)"))


def batch(service: Recording) -> list[wire.StreamActivityRequest]:
    """New bets of players who play any of the games; those of the recording benchmark keep to one each."""
    requests = service.batch(LARGEST)
    for request in requests:
        for activity in request.activities:
            game = _CHANCE.randrange(GAMES)
            activity.bet_placed.game, activity.bet_placed.provider = f"game {game}", f"provider {game % 5}"
    return requests


async def backlog(service: Recording, counts: Counting, bets: int) -> tuple[float, float]:
    """Bets a second recorded while nothing is counted, then bets a second counted while nothing is recorded."""
    before = await counts.counted()
    await counts.postgres.execute(f"SELECT pg_advisory_lock({_LOCK.replace('$1', repr(service.operator_id))})")
    recorded = await recording.ours(service, [batch(service) for _ in range(bets // LARGEST)])
    await service.followed()
    await counts.postgres.execute("SELECT pg_advisory_unlock_all()")
    started = time.perf_counter()
    await counts.until(before + bets)
    return recorded, bets / (time.perf_counter() - started)


async def freshness(service: Recording, counts: Counting, bets: int) -> tuple[list[float], list[float], float]:
    """Seconds from recorded to counted, and to published, of each event at full speed; and bets recorded a second."""
    before = await counts.counted()
    since = await counts.postgres.fetchval("SELECT now()")

    async def sending() -> AsyncIterator[wire.StreamActivityRequest]:
        for _ in range(bets // LARGEST):
            for request in batch(service):
                yield request

    started = time.perf_counter()
    recorded = await service.send(sending())
    rate = recorded / (time.perf_counter() - started)
    await counts.until(before + recorded)
    counted = await counts.postgres.fetch(
        """
        SELECT event_id, pg_xact_commit_timestamp(xmin) AS at FROM inbox
        WHERE consumer = 'metrics' AND received_at >= $1
        """,
        since,
    )
    told = await service.postgres.fetch(
        "SELECT event_id, created_at, published_at FROM outbox WHERE created_at >= $1", since
    )
    recorded_at = {row["event_id"]: row["created_at"] for row in told}
    ages = [(row["at"] - recorded_at[row["event_id"]]).total_seconds() for row in counted]
    published = [(row["published_at"] - row["created_at"]).total_seconds() for row in told]
    return ages, published, rate


async def figures(scale: float) -> list[Figure]:
    """Runs all of it."""
    bets, live = (max(int(number * scale) // LARGEST, 5) * LARGEST for number in (BACKLOG, LIVE))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # Postgres runs as somebody else when we are root
        async with (
            recording.running(Path(folder), ZONE, {"track_commit_timestamp": "on"}) as service,
            counting(service) as counts,
        ):
            await backlog(service, counts, 5 * LARGEST)  # warm: statements, caches, statistics
            rounds = [await backlog(service, counts, bets) for _ in range(ROUNDS)]
            ages, published, rate = await freshness(service, counts, live)
    recorded, counted = (statistics.median(values) for values in zip(*rounds, strict=True))
    return [
        Figure("a backlog counted", counted, "bets/s", "players records", recorded, ">= 2"),
        Figure("recorded while all of it is counted", rate, "bets/s"),
        Figure("from recorded to published meanwhile, p50", percentile(published, 0.5), "s"),
        Figure("from recorded to counted meanwhile, p50", percentile(ages, 0.5), "s"),
        Figure("from recorded to counted meanwhile, p99", percentile(ages, 0.99), "s", target="<= 2"),
    ]
