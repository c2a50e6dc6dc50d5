"""Killing relay and consumer, restarting NATS and Postgres: no event is lost and none counts twice."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from daybook.gateway.v1 import events_pb2
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from deploy.local.postgres import EmbeddedPostgres
from kit import migrations
from kit.db import Database, is_outage
from kit.events import Event
from kit.ids import uuid7
from tests.conftest import PASSWORD, ROOT
from tests.polling import until


@dataclass
class Rig:
    """Servers of this module's own, which its tests may kill, and a fresh database on them."""

    postgres: EmbeddedPostgres
    nats: EmbeddedNats
    database: Database
    announced: int = 0

    def program(self, *options: str) -> subprocess.Popen[bytes]:
        arguments = [self.database.url, self.nats.url, self.database.service, *options]
        return subprocess.Popen([sys.executable, "-m", "tests.faults.program", *arguments], cwd=ROOT)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        process = self.program()
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    async def announce(self, number: int) -> None:
        """Commits so many events, one unit of work each; tries again while Postgres is away."""
        for _ in range(number):
            message = events_pb2.StaffActed()
            message.action.action = f"event {self.announced}"
            while True:
                try:
                    async with self.database.unit_of_work() as uow:
                        uow.outbox.add(Event("staff_acted", uuid7(), message))
                    break
                except Exception as error:
                    if not is_outage(error):
                        raise
                    await asyncio.sleep(0.05)
            self.announced += 1

    async def counts(self) -> list[int]:
        async with self.database.read() as connection:
            return [row.seen for row in await connection.execute(text("SELECT seen FROM things"))]

    async def settled(self) -> bool:
        try:
            return len(await self.counts()) >= self.announced
        except Exception as error:
            if not is_outage(error):
                raise
            return False

    async def numbers(self) -> list[int]:
        async with self.database.read() as connection:
            return [row.seq for row in await connection.execute(text("SELECT seq FROM outbox ORDER BY seq"))]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedPostgres, EmbeddedNats]]:
    folder = tmp_path_factory.mktemp("faults")
    postgres, nats = EmbeddedPostgres(folder / "data", durable=False), EmbeddedNats(folder / "nats", durable=False)
    postgres.start()
    nats.start()
    yield postgres, nats
    nats.stop()
    postgres.stop()


@pytest.fixture
async def rig(servers: tuple[EmbeddedPostgres, EmbeddedNats]) -> AsyncIterator[Rig]:
    postgres, nats = servers
    name = f"kit_{uuid7().hex}"
    postgres.create_database(name, owner="kit", password=PASSWORD)
    url = postgres.url(name, "kit", PASSWORD)
    await migrations.upgrade(url, ROOT / "tests" / "kit" / "migrations")
    database = Database(url, name)
    yield Rig(postgres, nats, database)
    await database.close()


async def once_each(rig: Rig) -> None:
    """Every committed event took effect exactly once, and the numbers have no gap."""
    await until(rig.settled, seconds=60)
    assert set(await rig.counts()) == {1}
    numbers = await rig.numbers()
    assert numbers == list(range(1, len(numbers) + 1))


async def test_the_relay_dies_between_publishing_and_marking(rig: Rig) -> None:
    await rig.announce(30)
    for _ in range(3):
        process = rig.program("--die", "published")
        await asyncio.to_thread(process.wait, 30)
        await rig.announce(5)
    with rig.running():
        await once_each(rig)


async def test_the_consumer_dies_between_commit_and_acknowledgement(rig: Rig) -> None:
    await rig.announce(30)
    for _ in range(3):
        process = rig.program("--die", "committed")
        await asyncio.to_thread(process.wait, 30)
        await rig.announce(5)
    with rig.running():
        await once_each(rig)


async def test_the_process_is_killed_at_random_under_load(rig: Rig) -> None:
    chance = random.Random(7)
    load = asyncio.create_task(rig.announce(600))
    for _ in range(4):
        with rig.running() as process:
            seen, more = len(await rig.counts()), chance.randint(10, 60)
            await until(lambda seen=seen, more=more: _more(rig, seen + more, load))
            process.kill()
    await load
    with rig.running():
        await once_each(rig)


async def _more(rig: Rig, number: int, load: asyncio.Task[None]) -> bool:
    return len(await rig.counts()) >= number or load.done()


@pytest.mark.parametrize("how", ["restart", "kill"])
async def test_nats_goes_away_and_comes_back(rig: Rig, how: str) -> None:
    with rig.running():
        await rig.announce(50)
        await until(rig.settled)
        getattr(rig.nats, "kill" if how == "kill" else "stop")()
        await rig.announce(50)  # the action does not need NATS
        rig.nats.start()
        await rig.announce(50)
        await once_each(rig)


async def test_postgres_restarts_under_everybody(rig: Rig) -> None:
    with rig.running():
        await rig.announce(50)
        await until(rig.settled)
        load = asyncio.create_task(rig.announce(100))
        await asyncio.to_thread(rig.postgres.restart)
        await load
        await once_each(rig)
