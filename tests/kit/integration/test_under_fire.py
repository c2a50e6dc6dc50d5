"""The relay and the consumer under fire: a leader that lost its lock, NATS away with a backlog, the database away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from daybook.gateway.v1 import events_pb2
from nats.aio.client import Client
from nats.js import JetStreamContext
from sqlalchemy import select, text

from deploy.local.nats import EmbeddedNats
from kit import relay, streams
from kit.consumer import Consumer
from kit.db import Database, UnitOfWork
from kit.events import Event, Received, Stream
from kit.ids import uuid7
from kit.relay import Relay
from kit.tables import outbox
from tests.conftest import MakeDatabase
from tests.polling import until

_LEADERS = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("kit"), f"kit{uuid7().hex}")
    yield database
    await database.close()


async def announce(database: Database, number: int, size: int = 0) -> None:
    async with database.unit_of_work() as uow:
        for _ in range(number):
            message = events_pb2.StaffActed()
            message.action.reason = "x" * size
            uow.outbox.add(Event("staff_acted", uuid7(), message))


@asynccontextmanager
async def running(*runnables: Relay | Consumer) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(runnable.run(stop)) for runnable in runnables]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def scalars(database: Database, query: str) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(text(query))).scalars())


async def unpublished(database: Database) -> int:
    return (await scalars(database, "SELECT count(*) FROM outbox WHERE published_at IS NULL"))[0]


async def all_published(database: Database) -> bool:
    return await unpublished(database) == 0


async def test_a_relay_that_lost_its_lock_and_its_successor_leave_no_hole_in_the_numbers(
    database: Database, nats_client: Client
) -> None:
    relays = [Relay(database, nats_client.jetstream()) for _ in range(2)]
    async with running(*relays):
        await announce(database, 1)
        await until(lambda: all_published(database))
        async with database.unit_of_work() as uow:
            await uow.connection.execute(text("SELECT seq FROM outbox_head FOR UPDATE"))
            await announce(database, 5)
            await until(lambda: _equals(database, _BLOCKED, 1))
            # The leader stands before the head's lock; its session goes, and the other takes the lead.
            await uow.connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM ({_LEADERS}) AS leader"))
            await until(lambda: _equals(database, _BLOCKED, 2))
        await until(lambda: all_published(database))
        await announce(database, 1)
        await until(lambda: all_published(database))
    async with database.read() as connection:
        assert list((await connection.execute(select(outbox.c.seq).order_by(outbox.c.n))).scalars()) == list(
            range(1, 8)
        )
    assert await scalars(database, "SELECT seq FROM outbox_head WHERE stream = 'DAYBOOK_EVENTS'") == [7]


async def test_a_backlog_is_published_once_nats_is_back_and_its_failures_leave_nothing_open(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = EmbeddedNats(tmp_path / "nats", durable=False)
    await asyncio.to_thread(server.start)
    client = await streams.connect(server.url, "relay")
    try:
        jetstream: JetStreamContext = client.jetstream(timeout=1)
        await streams.ensure(jetstream, 1)
        await asyncio.to_thread(server.stop)
        await until(lambda: not client.is_connected)
        await announce(database, 6, size=700_000)  # more than the client keeps while it is not connected
        async with running(Relay(database, jetstream)):
            await until(lambda: caplog.text.count("relay interrupted") >= 4)
            await asyncio.to_thread(server.start)
            await until(lambda: all_published(database))
            # What is never answered would take a place for ever, until there is none left to publish with.
            assert jetstream.publish_async_pending() == 0
    finally:
        await client.close()
        await asyncio.to_thread(server.stop)


async def test_events_do_not_wait_until_all_old_rows_are_gone(
    database: Database, nats_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_PRUNE_BATCH", 1)
    async with database.unit_of_work() as uow:
        await uow.connection.execute(
            text("""
                INSERT INTO outbox (event_id, stream, subject, headers, payload, published_at)
                SELECT uuidv7(), 'old', 'old', '{}', '', now() - interval '73 hours' FROM generate_series(1, 3000)
            """)
        )
    old = "SELECT count(*) FROM outbox WHERE stream = 'old'"
    async with running(Relay(database, nats_client.jetstream())):
        await until(lambda: _below(database, old, 3000))
        await announce(database, 1)
        await until(lambda: all_published(database))
        left = (await scalars(database, old))[0]
        assert left > 0
        await until(lambda: _below(database, old, left))


async def test_while_the_database_is_away_a_batch_is_given_back_whole(database: Database, nats_client: Client) -> None:
    """One by one, each event would wait for the database anew, and a stop would wait for all of them."""
    batches: list[int] = []

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        batches.append(len(events))
        if len(batches) == 1:
            raise ConnectionRefusedError

    jetstream = nats_client.jetstream()
    async with running(Relay(database, jetstream)):
        await announce(database, 20)
        await until(lambda: all_published(database))
    subjects = [f"daybook.events.{database.service}.>"]
    async with running(Consumer(f"t{uuid7().hex}", Stream.EVENTS, database, jetstream, take, subjects=subjects)):
        await until(lambda: sum(batches[1:]) == 20)
    assert len(batches) < 20


@pytest.mark.parametrize(
    ("setting", "value"), [("tcp_keepalives_idle", "15"), ("idle_in_transaction_session_timeout", "1min")]
)
async def test_postgres_lets_go_of_the_locks_of_a_machine_that_vanished(
    database: Database, setting: str, value: str
) -> None:
    """By itself it would keep them for two hours: no relay would lead, and no writer get past a locked row."""
    async with database.unit_of_work() as uow:
        assert (await uow.connection.execute(text(f"SHOW {setting}"))).scalar_one() == value
    async with database.session() as session:
        assert await session.fetchval(f"SHOW {setting}") == value


async def test_a_consumer_that_is_never_idle_forgets_old_ids_too(database: Database, nats_client: Client) -> None:
    stop = asyncio.Event()

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        stop.set()

    async with database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "INSERT INTO inbox (consumer, event_id, received_at) "
                "VALUES ('x', uuidv7(), now() - interval '36 days'), ('x', uuidv7(), now() - interval '34 days')"
            )
        )
    jetstream = nats_client.jetstream()
    async with running(Relay(database, jetstream)):
        await announce(database, 1)
        await until(lambda: all_published(database))
    subjects = [f"daybook.events.{database.service}.>"]
    await Consumer(f"t{uuid7().hex}", Stream.EVENTS, database, jetstream, take, subjects=subjects).run(stop)
    assert await scalars(database, "SELECT count(*) FROM inbox WHERE consumer = 'x'") == [1]


@pytest.mark.parametrize("fine", range(4))
async def test_a_unit_of_work_cut_off_anywhere_leaves_nothing_behind(make_database: MakeDatabase, fine: int) -> None:
    """Neither rows nor an open transaction nor a connection that nobody else can use."""
    database = Database(make_database("kit"), "cut", pool_size=1)
    committed: set[str] = set()

    async def work(name: str) -> None:
        async with database.unit_of_work() as uow:
            await uow.connection.execute(text("INSERT INTO things (id) VALUES (:id)"), {"id": f"{name} first"})
            bare = (await uow.connection.get_raw_connection()).driver_connection
            records = [(f"{name} {number}",) for number in range(2000)]
            await bare.copy_records_to_table("things", columns=("id",), records=records)  # type: ignore[union-attr]
            await bare.fetch("SELECT count(*) FROM things")  # type: ignore[union-attr]
            uow.outbox.add(Event("staff_acted", uuid7(), events_pb2.StaffActed()))
        committed.add(name)

    for number in range(25):
        task = asyncio.create_task(work(f"t{number}"))
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(task, timeout=0.0005 * (number + 0.25 * fine))
    await work("last")
    names = await scalars(database, "SELECT split_part(id, ' ', 1) FROM things GROUP BY 1 HAVING count(*) <> 2001")
    assert names == [], "written in part"
    assert committed <= set(await scalars(database, "SELECT DISTINCT split_part(id, ' ', 1) FROM things"))
    assert await scalars(
        database, "SELECT count(*) - (SELECT count(DISTINCT split_part(id, ' ', 1)) FROM things) FROM outbox"
    ) == [0]
    idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
    await until(lambda: _equals(database, idle, 0))
    assert database.engine.pool.status().count("Current Checked out connections: 0") == 1
    await database.close()


async def _below(database: Database, query: str, value: int) -> bool:
    return (await scalars(database, query))[0] < value


async def _equals(database: Database, query: str, value: int) -> bool:
    return await scalars(database, query) == [value]
