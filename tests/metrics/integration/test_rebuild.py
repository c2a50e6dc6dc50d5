"""Figures counted again from what players keeps are those that were announced, whatever goes on or goes wrong."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from daybook.metrics.v1 import events_pb2 as metrics_events
from daybook.metrics.v1 import rebuild_service_pb2 as pb
from daybook.metrics.v1 import rebuild_service_pb2_grpc as contract
from nats.aio.client import Client
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from kit import clock, streams
from kit.auth.actor import Actor, ActorKind
from kit.errors import DomainError
from kit.ids import uuid7
from kit.rpc import client
from services.metrics import rebuilds as rebuilding
from services.metrics.service.rebuilds import steering
from services.metrics.service.rules import Change
from tests.conftest import Keys, MakeDatabase
from tests.metrics.rebuilding import BUILDING, DONE, World, world
from tests.polling import until


@pytest.fixture(scope="module")
async def around(
    make_database: MakeDatabase, nats_client: Client, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """Everything runs."""
    async with world(make_database, nats_client, keys, tmp_path_factory.mktemp("rebuild")) as everything:
        yield everything


async def loading(around: World, operator: str, done: asyncio.Event) -> None:
    while not done.is_set():
        await around.record(operator, around.some())


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_figures_are_the_same_after_a_rebuild_under_load(
    around: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 40)
    around.chance.seed(seed)
    operator = await around.operator()
    for _ in range(10):
        await around.record(operator, around.some())
    done = asyncio.Event()
    load = asyncio.create_task(loading(around, operator, done))
    for _ in range(2):
        begun = await around.start(operator)
        assert begun.state == BUILDING
        ended = await around.is_in(operator, DONE)
        assert (ended.differences, ended.compared) == ([], True)
        assert ended.done > 0
    done.set()
    await load
    await around.right(operator)
    # What comes later is counted once, too.
    await around.record(operator, around.some())
    await around.right(operator)


async def test_damaged_figures_are_right_again_and_what_was_wrong_is_told(around: World) -> None:
    operator = await around.operator()
    for _ in range(5):
        await around.record(operator, around.some())
    await around.settled(operator)
    async with around.metrics.database.unit_of_work() as uow:
        for damage in (
            "UPDATE totals SET stakes = stakes + 7 WHERE operator_id = :o AND stakes > 0",
            "DELETE FROM player_days WHERE operator_id = :o",
            "UPDATE active_days SET seats = (SELECT min(seats) FROM active_days WHERE operator_id = :o)"
            " WHERE operator_id = :o",
            "DELETE FROM game_days WHERE operator_id = :o AND game = 'dice'",
        ):
            await uow.connection.execute(text(damage), {"o": UUID(operator)})
    with pytest.raises(AssertionError):
        await around.right(operator)
    await around.start(operator)
    ended = await around.is_in(operator, DONE)
    await around.right(operator)
    found = {(one.sums, one.measure): one.before - one.after for one in ended.differences}
    assert found["totals", "stakes"] > 0
    assert found["game_days", "stakes"] < 0
    assert ended.differences_total == len(ended.differences)


async def test_what_is_consumed_only_after_the_switch_is_counted_once(around: World) -> None:
    """The history holds it already: a consumer that lags must not add it again."""
    operator = await around.operator()
    await around.record(operator, around.some())
    await around.settled(operator)
    # An announcement whose consumption is still to come, as far as metrics knows.
    async with around.players.read() as connection:
        query = text("SELECT event_id FROM outbox WHERE subject = :s ORDER BY n DESC LIMIT 1")
        event_id = (await connection.execute(query, {"s": f"daybook.activity.{operator}"})).scalar_one()
    await around.start(operator)
    await around.is_in(operator, DONE)
    async with around.metrics.database.unit_of_work() as uow:
        await uow.connection.execute(text("DELETE FROM inbox WHERE event_id = :id"), {"id": event_id})
    async with around.players.unit_of_work() as uow:
        # Past JetStream's duplicate window, as a redelivery would be.
        await uow.connection.execute(
            text("UPDATE outbox SET published_at = NULL WHERE event_id = :id"), {"id": event_id}
        )
    async with around.players.read() as connection:
        row = (
            await connection.execute(
                text("SELECT subject, payload, headers, seq FROM outbox WHERE event_id = :id"), {"id": event_id}
            )
        ).one()
        epoch = (
            await connection.execute(text("SELECT epoch FROM outbox_head WHERE stream = 'DAYBOOK_ACTIVITY'"))
        ).scalar_one()
    headers = {**row.headers, "ce-source": f"/daybook/players/activity/{epoch}", "daybook-seq": str(row.seq)}
    await around.metrics.nats.jetstream().publish(row.subject, row.payload, headers=headers)
    await around.metrics.taken([event_id])
    await around.right(operator)


@pytest.fixture
async def own_nats(tmp_path: Path) -> AsyncIterator[Client]:
    """A server of the test's own: another suite of the module would take its events."""
    server = EmbeddedNats(tmp_path / "nats", durable=False)
    server.start()
    connected = await streams.connect(server.url, "test")
    await streams.ensure(connected.jetstream(), 1)
    yield connected
    await connected.close()
    server.stop()


async def test_killed_at_any_step_it_ends_right(
    make_database: MakeDatabase, own_nats: Client, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes are cut off again and again, whatever they are at; others take over when the lease is over."""
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 25)
    chance = random.Random(5)
    async with world(make_database, own_nats, keys, tmp_path, caller_key=None) as around:
        operator = await around.operator()
        for _ in range(8):
            await around.record(operator, around.some())
        await around.settled(operator)
        done = asyncio.Event()
        load = asyncio.create_task(loading(around, operator, done))
        change = Change(Actor(ActorKind.STAFF, "s", "Ana"), "looks odd", str(uuid7()))
        async with around.metrics.database.unit_of_work() as uow:
            await steering.start(uow, UUID(operator), change, clock.now)
        killed = 0
        while (await around.state(operator)).state != DONE and killed < 40:
            stop = asyncio.Event()
            task = asyncio.create_task(around.worker(lease=0.2).run(stop))
            steps = chance.randrange(2, 40)
            for _ in range(steps):
                await around.state(operator)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            killed += 1
        assert killed > 1
        stop = asyncio.Event()
        last = asyncio.create_task(around.worker().run(stop))
        await around.is_in(operator, DONE)
        stop.set()
        done.set()
        await asyncio.gather(load, last)
        await around.right(operator)


async def test_only_one_at_a_time_and_it_can_be_given_up(
    make_database: MakeDatabase, own_nats: Client, keys: Keys, tmp_path: Path
) -> None:
    async with world(make_database, own_nats, keys, tmp_path, players_address="127.0.0.1:9") as around:
        operator = await around.operator()
        await around.record(operator, around.some())
        await around.settled(operator)
        with pytest.raises(DomainError) as none:
            await around.cancel(operator)
        assert none.value.reason == "NO_REBUILD"
        await around.start(operator)
        with pytest.raises(DomainError) as second:
            await around.start(operator)
        assert second.value.reason == "REBUILD_UNDER_WAY"

        async def waits() -> bool:
            return bool((await around.state(operator)).error)

        await until(waits, 60)  # players is away: it says so and goes on trying
        assert (await around.state(operator)).state == BUILDING
        assert (await around.cancel(operator)).state == pb.REBUILD_STATE_CANCELLED
        await around.right(operator)
        async with around.metrics.database.read() as connection:
            subject = f"daybook.events.metrics.rebuild_changed.{operator}"
            found = await connection.execute(
                text("SELECT payload FROM outbox WHERE subject = :subject ORDER BY n"), {"subject": subject}
            )
            actions = [metrics_events.RebuildChanged.FromString(row.payload).action for row in found]
        assert [one.action for one in actions] == ["rebuild.start", "rebuild.cancel"]
        assert [(one.reason, one.target.id) for one in actions] == [("looks odd", operator), ("later", operator)]


async def test_who_may(around: World) -> None:
    operator, other = await around.operator(), await around.metrics.operator()
    stub = contract.RebuildServiceStub(around.channel)
    request = pb.StartRebuildRequest(operator_id=operator, reason="r", request_id=str(uuid7()))
    for token in (around.metrics.token(operator), around.metrics.token(other, permission="metrics.manage")):
        with pytest.raises(DomainError) as refused:
            await client.call(stub.StartRebuild, request, token, seconds=10)
        assert refused.value.reason == "PERMISSION_DENIED"
    found = await around.state(operator)
    assert (found.state, found.operator_id) == (0, operator)
