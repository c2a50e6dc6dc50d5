"""The whole service as its composition root builds it: events heard, calls served, events published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import grpc
import pytest
from daybook.gateway.v1 import events_pb2 as gateway_events
from daybook.players.v1 import activity_service_pb2, events_pb2, players_service_pb2, players_service_pb2_grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc
from nats.aio.client import Client
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from kit import clock, process
from kit.db import Database
from kit.errors import DomainError, Kind
from kit.events import Event, Stream
from kit.ids import uuid7
from kit.rpc import client
from kit.rpc.server import GrpcServer
from services.players import app
from services.players.settings import Settings
from tests.conftest import Keys, MakeDatabase
from tests.players.building import registration
from tests.polling import until


@dataclass
class Suite:
    """The running service and the hands to poke it."""

    channel: grpc.aio.Channel
    nats: Client
    keys: Keys
    database: Database
    source: str = field(default_factory=lambda: f"/daybook/gateway/{uuid7()}")
    seq: int = 0

    async def announce(self, name: str, tenant: UUID, message: Message) -> None:
        """Publishes an event as the gateway's relay does."""
        self.seq += 1
        event, event_id = Event(name, tenant, message), uuid7()
        headers = event.headers(event_id, clock.now())
        headers |= {"ce-source": self.source, "daybook-seq": str(self.seq), "Nats-Msg-Id": str(event_id)}
        await self.nats.jetstream().publish(event.subject("gateway"), message.SerializeToString(), headers=headers)

    async def operator(self, operator_id: str, revision: int, name: str) -> None:
        """Announces an operator."""
        message = gateway_events.OperatorChanged(
            operator_id=operator_id,
            company_id=str(uuid7()),
            name=name,
            timezone="Europe/Lisbon",
            currency="EUR",
            status=gateway_events.OPERATOR_STATUS_LIVE,
            revision=revision,
        )
        await self.announce("operator_changed", UUID(operator_id), message)

    async def name_of(self, operator_id: str) -> str | None:
        """What the service calls an operator."""
        async with self.database.read() as connection:
            name: str | None = await connection.scalar(
                text("SELECT name FROM operators WHERE operator_id = :o"), {"o": UUID(operator_id)}
            )
        return name

    async def register(
        self, operator_id: str, external_id: str, token: str
    ) -> players_service_pb2.RegisterPlayerResponse:
        """Registers a player with a token."""
        request = players_service_pb2.RegisterPlayerRequest(
            operator_id=operator_id, registration=registration(external_id, "EUR", country="PT")
        )
        stub = players_service_pb2_grpc.PlayersServiceStub(self.channel)
        return await client.call(stub.RegisterPlayer, request, token, seconds=20)


@pytest.fixture(scope="module")
async def suite(
    make_database: MakeDatabase, nats_server: EmbeddedNats, nats_client: Client, keys: Keys
) -> AsyncIterator[Suite]:
    url = make_database("players")
    settings = Settings(
        database_url=url,  # type: ignore[arg-type]
        nats_url=nats_server.url,  # type: ignore[arg-type]
        listen="127.0.0.1:0",
        actor_public_keys=keys.public_keys_file,
    )
    resources = await process.open_resources("players", settings)
    service = app.build(settings, resources)
    for prepare in service.prepare:
        await prepare()
    stop = asyncio.Event()
    running = asyncio.create_task(process.run_all([*service.serve, *service.relay, *service.consume], stop))
    [server] = [runnable for runnable in service.serve if isinstance(runnable, GrpcServer)]
    await until(lambda: server.port != 0)
    channel = client.channel(f"127.0.0.1:{server.port}")
    yield Suite(channel, nats_client, keys, resources.database)
    await channel.close()
    stop.set()
    await running
    await resources.nats.close()
    await resources.database.close()


async def test_it_is_healthy(suite: Suite) -> None:
    answer = await health_pb2_grpc.HealthStub(suite.channel).Check(health_pb2.HealthCheckRequest())
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_from_an_announced_operator_to_a_published_registration(suite: Suite) -> None:
    operator = str(uuid7())
    listening = await suite.nats.jetstream().subscribe(f"daybook.activity.{operator}", stream=Stream.ACTIVITY.value)
    with pytest.raises(DomainError) as refused:
        await suite.register(operator, "ana", suite.keys.platform(operator))
    assert refused.value.reason == "OPERATOR_UNKNOWN"
    await suite.operator(operator, 1, "Casa")

    async def known() -> bool:
        return await suite.name_of(operator) == "Casa"

    await until(known)
    player = (await suite.register(operator, "ana", suite.keys.platform(operator))).player
    message = await listening.next_msg(timeout=20)
    event = events_pb2.ActivityRecorded.FromString(message.data)
    [item] = event.activities
    assert (event.operator_id, item.player_id, item.country) == (operator, player.player_id, "PT")
    assert item.WhichOneof("kind") == "registered"
    headers = message.headers or {}
    assert headers["ce-type"] == "daybook.players.v1.ActivityRecorded"
    assert headers["ce-source"].startswith("/daybook/players/activity/")
    assert headers["ce-subject"] == operator
    await listening.unsubscribe()


async def test_the_newest_revision_of_an_operator_wins_in_any_order(suite: Suite) -> None:
    operator = str(uuid7())
    for revision, name in ((2, "second"), (5, "fifth"), (3, "third"), (1, "first")):
        await suite.operator(operator, revision, name)
    last = str(uuid7())
    await suite.operator(last, 1, "marker")  # events are taken in order: once this is there, the others were taken

    async def marked() -> bool:
        return await suite.name_of(last) == "marker"

    await until(marked)
    assert await suite.name_of(operator) == "fifth"


async def test_an_unreadable_operator_becomes_a_dead_letter_and_holds_up_nobody(suite: Suite) -> None:
    broken = gateway_events.OperatorChanged(operator_id="not an id", company_id=str(uuid7()), revision=1)
    await suite.announce("operator_changed", uuid7(), broken)
    operator = str(uuid7())
    await suite.operator(operator, 1, "after it")

    async def taken() -> bool:
        return await suite.name_of(operator) == "after it"

    await until(taken)

    async def buried() -> bool:
        async with suite.database.read() as connection:
            return await connection.scalar(text("SELECT count(*) FROM dead_letters WHERE consumer = 'players'")) == 1

    await until(buried)


async def test_a_revoked_key_is_refused(suite: Suite) -> None:
    operator, key_id = str(uuid7()), str(uuid7())
    await suite.operator(operator, 1, "Casa")

    async def known() -> bool:
        return await suite.name_of(operator) == "Casa"

    await until(known)
    key = suite.keys.platform(operator, key_id=key_id)
    assert (await suite.register(operator, "ana", key)).created
    await suite.announce(
        "platform_key_revoked", UUID(operator), gateway_events.PlatformKeyRevoked(key_id=key_id, operator_id=operator)
    )

    async def refused() -> bool:
        try:
            await suite.register(operator, "ana", key)
        except DomainError as error:
            return error.kind is Kind.UNAUTHENTICATED
        return False

    await until(refused)
    assert not (await suite.register(operator, "ana", suite.keys.platform(operator))).created


async def test_activity_is_published_gapless_and_in_order(suite: Suite) -> None:
    operator = str(uuid7())
    await suite.operator(operator, 1, "Casa")

    async def known() -> bool:
        return await suite.name_of(operator) == "Casa"

    await until(known)
    listening = await suite.nats.jetstream().subscribe(f"daybook.activity.{operator}", stream=Stream.ACTIVITY.value)
    token = suite.keys.platform(operator)
    for number in range(5):
        await suite.register(operator, f"p{number}", token)
    messages = [await listening.next_msg(timeout=20) for _ in range(5)]
    numbers = [int((message.headers or {})["daybook-seq"]) for message in messages]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    await listening.unsubscribe()


def test_every_activity_of_the_contract_can_be_announced() -> None:
    told = {field.name for field in activity_service_pb2.Activity.DESCRIPTOR.oneofs_by_name["kind"].fields}
    announced = {field.name for field in events_pb2.RecordedActivity.DESCRIPTOR.oneofs_by_name["kind"].fields}
    told_as = {
        "withdrawal_settled": "withdrawal",
        "free_spin_won": "bonus_credited",
        "promo_credited": "bonus_credited",
        "balance_adjusted": "adjusted",
    }
    assert {told_as.get(kind, kind) for kind in told} == announced
