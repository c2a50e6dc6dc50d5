"""Figures counted again from what players keeps are those that were announced, whatever goes on or goes wrong."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from daybook.metrics.v1 import events_pb2 as metrics_events
from daybook.metrics.v1 import rebuild_service_pb2 as pb
from daybook.metrics.v1 import rebuild_service_pb2_grpc as contract
from daybook.players.v1 import events_pb2 as players_events
from daybook.players.v1 import figures_service_pb2_grpc
from nats.aio.client import Client
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from kit import clock, streams
from kit.auth.actor import Actor, ActorKind
from kit.auth.tokens import Signer, Verifier
from kit.db import Database
from kit.errors import DomainError
from kit.ids import uuid7
from kit.relay import Relay
from kit.rpc import client
from kit.rpc.server import GrpcServer
from services.metrics import rebuilds as rebuilding
from services.metrics.convert.activity import add_to
from services.metrics.domain.tally import Tally
from services.metrics.history import History
from services.metrics.rebuilds import Rebuilds
from services.metrics.repository.partitions import Partitions
from services.metrics.service import generations
from services.metrics.service.rebuilds import steering
from services.metrics.service.rollups import Counting
from services.metrics.service.rules import Change
from services.players.convert import activity as told
from services.players.domain.activity import Rejection
from services.players.domain.operator import Operator
from services.players.repository.partitions import Partitions as Months
from services.players.rpc.figures import Figures
from services.players.service import activity, operators
from services.players.settings import Settings
from tests.conftest import Keys, MakeDatabase
from tests.metrics import counted
from tests.metrics.running import Metrics, running
from tests.players import building as a
from tests.polling import until

NAIVE = 29_000  # a generation that only the test counts into
DONE, BUILDING = pb.REBUILD_STATE_DONE, pb.REBUILD_STATE_BUILDING


@dataclass
class World:
    """Players and metrics side by side, with the relay and JetStream between them."""

    players: Database
    months: Months
    metrics: Metrics
    address: str
    signer: Signer
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    number: int = 0

    async def operator(self) -> str:
        """An operator that both know, with players."""
        operator = await self.metrics.operator("America/Sao_Paulo", "BRL")
        async with self.players.unit_of_work() as uow:
            await operators.keep(uow, Operator(UUID(operator), uuid7(), "Test", "America/Sao_Paulo", "BRL", 2, 1))
        await self.record(operator, [a.registered(f"p{who}", country=("BR", "PT")[who % 2]) for who in range(8)])
        return operator

    async def record(self, operator: str, activities: list[Any]) -> None:
        """Records a batch as the door does."""
        items = [told.read(one, clock.now()) for one in activities]
        assert not any(isinstance(one, Rejection) for one in items)
        await self.months.ensure(activity.months_of(items), clock.now())
        async with self.players.unit_of_work() as uow:
            await activity.record(uow, UUID(operator), items, clock.now)

    def some(self, size: int = 30) -> list[Any]:
        """Random activity over some days; bets are settled and voided later, too."""
        made = []
        for _ in range(size):
            self.number += 1
            number, chance = self.number, self.chance
            who, at = (
                f"p{chance.randrange(8)}",
                datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(6 * 1440)),
            )
            earlier = f"b{chance.randrange(max(number, 1))}"
            made.append(
                chance.choice(
                    (
                        lambda: a.placed(who, f"b{number}", number, number // 2, at=at),  # noqa: B023
                        lambda: a.placed(who, f"b{number}", number, at=at),  # noqa: B023
                        lambda: a.placed(who, f"b{number}", number, 0, at=at, game="dice"),  # noqa: B023
                        lambda: a.settled(who, earlier, 40, at=at),  # noqa: B023
                        lambda: a.voided(who, earlier, at=at),  # noqa: B023
                        lambda: a.deposit(who, f"d{number}", number, at=at),  # noqa: B023
                        lambda: a.withdrawal(who, f"w{number}", number, at=at),  # noqa: B023
                        lambda: a.bonus(who, f"c{number}", number, at=at),  # noqa: B023
                    )
                )()
            )
            made[-1].device = chance.choice(("", "app", "desktop"))
        return made

    async def settled(self, operator: str) -> None:
        """Waits until everything that was recorded is consumed."""

        async def consumed() -> bool:
            async with self.players.read() as connection:
                query = text("SELECT event_id FROM outbox WHERE subject = :subject")
                ids = [
                    row.event_id for row in await connection.execute(query, {"subject": f"daybook.activity.{operator}"})
                ]
            async with self.metrics.database.read() as connection:
                query = text("SELECT count(*) FROM inbox WHERE event_id = ANY(:ids)")
                return bool((await connection.execute(query, {"ids": ids})).scalar_one() == len(ids))

        await until(consumed, 60)

    async def right(self, operator: str) -> None:
        """Everything that was announced, counted anew, is what is shown."""
        await self.settled(operator)
        async with self.players.read() as connection:
            query = text("SELECT payload FROM outbox WHERE subject = :subject ORDER BY n")
            found = await connection.execute(query, {"subject": f"daybook.activity.{operator}"})
            payloads = [row.payload for row in found]
            people = await connection.execute(
                text("SELECT player_id, external_id FROM players WHERE operator_id = :o"), {"o": UUID(operator)}
            )
            names = {str(row.player_id): row.external_id for row in people}
        await generations.delete(self.metrics.database, UUID(operator), NAIVE)
        tally = Tally()
        for payload in payloads:
            add_to(tally, players_events.ActivityRecorded.FromString(payload))
        database = self.metrics.database
        async with database.unit_of_work() as uow:
            await Counting(Partitions(database)).count_into(uow, UUID(operator), NAIVE, tally, clock.now())
        async with database.read() as connection:
            query = text("SELECT generation FROM operators WHERE operator_id = :o")
            shown = (await connection.execute(query, {"o": UUID(operator)})).scalar_one()
            expected = await counted.stored(connection, operator, names, NAIVE)
            assert await counted.stored(connection, operator, names, shown) == expected
            assert expected["totals"]

    async def start(self, operator: str) -> pb.Rebuild:
        request = pb.StartRebuildRequest(operator_id=operator, reason="looks odd", request_id=str(uuid7()))
        stub = contract.RebuildServiceStub(self.channel)
        token = self.metrics.token(operator, permission="metrics.manage")
        return (await client.call(stub.StartRebuild, request, token, seconds=20)).rebuild

    async def state(self, operator: str) -> pb.Rebuild:
        stub = contract.RebuildServiceStub(self.channel)
        request = pb.GetRebuildRequest(operator_id=operator)
        return (await client.call(stub.GetRebuild, request, self.metrics.token(operator), seconds=20)).rebuild

    async def cancel(self, operator: str) -> pb.Rebuild:
        request = pb.CancelRebuildRequest(operator_id=operator, reason="later", request_id=str(uuid7()))
        stub = contract.RebuildServiceStub(self.channel)
        token = self.metrics.token(operator, permission="metrics.manage")
        return (await client.call(stub.CancelRebuild, request, token, seconds=20)).rebuild

    async def is_in(self, operator: str, *states: Any) -> pb.Rebuild:
        async def there() -> bool:
            return (await self.state(operator)).state in states

        await until(there, 90)
        return await self.state(operator)

    @property
    def channel(self) -> Any:
        return self.metrics.channel

    def worker(self, address: str = "", lease: float = 30) -> Rebuilds:
        """A further process that rebuilds."""
        database = self.metrics.database
        history = History(address or self.address, self.signer)
        return Rebuilds(database, Counting(Partitions(database)), history, clock.now, timedelta(seconds=lease))


@asynccontextmanager
async def world(
    make_database: MakeDatabase, nats: Client, keys: Keys, folder: Path, **given: Any
) -> AsyncIterator[World]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    (folder / "metrics.pem").write_bytes(private)
    (folder / "issuers.json").write_text(json.dumps(keys.public_keys | {"metrics": public}))
    url = make_database("players")
    database = Database(url, "players")
    settings = Settings(
        database_url=url,  # type: ignore[arg-type]
        nats_url="nats://127.0.0.1:1",  # type: ignore[arg-type]
        listen="127.0.0.1:0",
        actor_public_keys=folder / "issuers.json",
    )
    servicer = (
        figures_service_pb2_grpc.add_FiguresServiceServicer_to_server,
        Figures(database, clock.now),
        "daybook.players.v1.FiguresService",
    )
    server = GrpcServer(settings, Verifier("players", settings.public_keys()), [servicer])
    await server.start()
    address, stop = f"127.0.0.1:{server.port}", asyncio.Event()
    relay = asyncio.create_task(Relay(database, nats.jetstream()).run(stop))
    caller = {"players_address": address, "caller_key": folder / "metrics.pem"} | given
    try:
        async with running(make_database("metrics"), nats, keys, **caller) as metrics:
            yield World(database, Months(database), metrics, address, Signer("metrics", private))
    finally:
        stop.set()
        await relay
        await server.stop()
        await database.close()


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
