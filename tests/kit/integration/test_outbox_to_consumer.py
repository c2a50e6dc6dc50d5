"""Outbox, relay and consumer together: nothing lost, nothing twice, in order, through duplicates and failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from daybook.gateway.v1 import events_pb2
from nats.aio.client import Client
from nats.js import JetStreamContext
from sqlalchemy import text, update

from deploy.local.nats import EmbeddedNats
from kit import deadletters, streams
from kit.consumer import Consumer, by_type
from kit.db import Database, UnitOfWork
from kit.errors import DomainError, Kind, ServiceUnavailable
from kit.events import Event, Received, Stream
from kit.ids import uuid7
from kit.relay import Relay, republish
from kit.tables import outbox
from tests.conftest import MakeDatabase
from tests.polling import until

TYPE = events_pb2.StaffActed.DESCRIPTOR.full_name


class Poison(DomainError):
    """This event can never be taken."""

    kind = Kind.INVALID
    reason = "POISON"


@pytest.fixture
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("kit"), f"kit{uuid7().hex}")
    yield database
    await database.close()


@pytest.fixture
def jetstream(nats_client: Client) -> JetStreamContext:
    return nats_client.jetstream()


async def announce(database: Database, *names: str) -> None:
    async with database.unit_of_work() as uow:
        for name in names:
            message = events_pb2.StaffActed()
            message.action.action = name
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


def consumer(database: Database, jetstream: JetStreamContext, take: object, **options: object) -> Consumer:
    subjects = [f"daybook.events.{database.service}.>"]
    return Consumer(f"t{uuid7().hex}", Stream.EVENTS, database, jetstream, take, subjects=subjects, **options)  # type: ignore[arg-type]


async def remember(uow: UnitOfWork, event: Received) -> None:
    name = event.parse(events_pb2.StaffActed).action.action
    await uow.connection.execute(
        text("INSERT INTO things (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET seen = things.seen + 1"), {"id": name}
    )


async def things(database: Database) -> dict[str, int]:
    async with database.read() as connection:
        return {row.id: row.seen for row in await connection.execute(text("SELECT id, seen FROM things"))}


async def test_events_arrive_once_in_order_with_gapless_numbers(
    database: Database, jetstream: JetStreamContext
) -> None:
    seen: list[Received] = []

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        seen.extend(events)

    names = [f"n{i}" for i in range(1200)]
    async with running(Relay(database, jetstream), consumer(database, jetstream, take)):
        await asyncio.gather(*(announce(database, *names[i : i + 100]) for i in range(0, len(names), 100)))
        await until(lambda: len(seen) >= len(names))
    assert [event.seq for event in seen] == list(range(1, len(names) + 1))
    assert len({event.id for event in seen}) == len(names)
    assert {event.headers["ce-specversion"] for event in seen} == {"1.0"}
    assert all(event.action for event in seen)


async def test_a_consumer_that_gathers_takes_in_together_what_comes_meanwhile(
    database: Database, jetstream: JetStreamContext
) -> None:
    batches: list[int] = []

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        batches.append(len(events))
        if len(batches) == 1:  # while it gathers, and one after the other
            for number in range(5):
                await announce(database, f"later {number}")

    await announce(database, "first")
    async with running(Relay(database, jetstream), consumer(database, jetstream, take, gather=3.0)):
        await until(lambda: sum(batches) >= 6)
    assert batches == [1, 5]


async def test_a_rolled_back_unit_of_work_announces_nothing(database: Database) -> None:
    with pytest.raises(ServiceUnavailable):
        async with database.unit_of_work() as uow:
            uow.outbox.add(Event("staff_acted", uuid7(), events_pb2.StaffActed()))
            raise ServiceUnavailable
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


async def test_a_crash_between_publish_and_mark_is_absorbed(database: Database, jetstream: JetStreamContext) -> None:
    await announce(database, "a", "b")
    async with running(Relay(database, jetstream), consumer(database, jetstream, by_type({TYPE: remember}))):
        await until(lambda: _has(database, 2))
        # What a relay that died after publishing leaves: published, numbered, not marked.
        async with database.unit_of_work() as uow:
            await uow.connection.execute(update(outbox).values(published_at=None))
        await announce(database, "c")
        await until(lambda: _has(database, 3))
    assert await things(database) == {"a": 1, "b": 1, "c": 1}


async def test_the_same_event_published_twice_counts_once(database: Database, jetstream: JetStreamContext) -> None:
    """Even outside JetStream's duplicate window, which a different Nats-Msg-Id stands for here."""
    await announce(database, "a")
    relay = Relay(database, jetstream)
    async with running(relay, consumer(database, jetstream, by_type({TYPE: remember}))):
        await until(lambda: _has(database, 1))
        async with database.read() as connection:
            row = (await connection.execute(text("SELECT subject, headers, payload FROM outbox"))).one()
        again = {**row.headers, "ce-source": "/daybook/kit/x", "daybook-seq": "1", "Nats-Msg-Id": str(uuid7())}
        await jetstream.publish(row.subject, row.payload, headers=again)
        await announce(database, "b")
        await until(lambda: _has(database, 2))
    assert await things(database) == {"a": 1, "b": 1}


async def test_a_poisonous_event_becomes_a_dead_letter_and_holds_up_nobody(
    database: Database, jetstream: JetStreamContext
) -> None:
    async def take(uow: UnitOfWork, event: Received) -> None:
        if event.action == "bad":
            raise Poison
        await remember(uow, event)

    worker = consumer(database, jetstream, by_type({TYPE: take}))
    async with running(Relay(database, jetstream), worker):
        await announce(database, "a", "bad", "b")
        await until(lambda: _has(database, 2))
        await until(lambda: _dead(database))
    assert await things(database) == {"a": 1, "b": 1}
    async with database.read() as connection:
        letter = (await connection.execute(text("SELECT consumer, error, attempts FROM dead_letters"))).one()
    assert (letter.consumer, letter.error) == (worker.name, "This event can never be taken.")


async def test_a_transient_failure_is_tried_again(database: Database, jetstream: JetStreamContext) -> None:
    attempts: list[int] = []

    async def take(uow: UnitOfWork, event: Received) -> None:
        attempts.append(event.attempt)
        if len(attempts) < 3:
            raise ServiceUnavailable
        await remember(uow, event)

    async with running(Relay(database, jetstream), consumer(database, jetstream, by_type({TYPE: take}))):
        await announce(database, "a")
        await until(lambda: _has(database, 1))
    assert attempts == [1, 2, 3]


async def test_an_unreadable_message_is_buried(database: Database, jetstream: JetStreamContext) -> None:
    async with running(consumer(database, jetstream, by_type({TYPE: remember}))):
        await jetstream.publish(f"daybook.events.{database.service}.noise.x", b"not an event")
        await until(lambda: _dead(database))


async def test_only_one_relay_is_active_and_another_takes_over(database: Database, jetstream: JetStreamContext) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(Relay(database, jetstream).run(stop)) for stop in (first, second)]
    seen: list[int] = []

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        seen.extend(event.seq for event in events)

    async with running(consumer(database, jetstream, take)):
        await announce(database, "a")
        await until(lambda: len(seen) == 1)
        first.set()
        await announce(database, "b")
        await until(lambda: len(seen) == 2)
    second.set()
    await asyncio.gather(*tasks)
    assert seen == [1, 2]


async def test_a_dead_letter_can_be_applied_again(database: Database, jetstream: JetStreamContext) -> None:
    mended = asyncio.Event()

    async def take(uow: UnitOfWork, event: Received) -> None:
        if not mended.is_set():
            raise Poison
        await remember(uow, event)

    worker = consumer(database, jetstream, by_type({TYPE: take}))
    async with running(Relay(database, jetstream), worker):
        await announce(database, "a")
        await until(lambda: _dead(database))
    mended.set()
    (letter,) = [letter async for letter in deadletters.listing(database, [worker])]
    for _ in range(2):  # the second time the inbox knows it
        assert [one["event_id"] async for one in deadletters.listing(database, [worker], letter["event_id"])]
    assert await things(database) == {"a": 1}
    with pytest.raises(deadletters.NoSuchDeadLetter):
        [one async for one in deadletters.listing(database, [worker], uuid7())]


async def test_events_that_jetstream_lost_are_published_again(
    database: Database, nats_server: EmbeddedNats, jetstream: JetStreamContext
) -> None:
    await announce(database, "a", "b", "c")
    async with running(Relay(database, jetstream), consumer(database, jetstream, by_type({TYPE: remember}))):
        await until(lambda: _has(database, 3))
        await jetstream.delete_stream(Stream.EVENTS.value)
        await streams.ensure(jetstream, 1)
        late = consumer(database, jetstream, by_type({TYPE: remember}))
        async with running(late):
            assert await republish(database, Stream.EVENTS, after=1) == 2
            await until(lambda: _seen_again(database))
    assert await things(database) == {"a": 1, "b": 2, "c": 2}, "taken by the late consumer, known to the first"


async def _seen_again(database: Database) -> bool:
    return sorted((await things(database)).values()) == [1, 2, 2]


async def _has(database: Database, number: int) -> bool:
    return len(await things(database)) == number


async def _dead(database: Database) -> bool:
    async with database.read() as connection:
        return bool((await connection.execute(text("SELECT count(*) FROM dead_letters"))).scalar_one())
