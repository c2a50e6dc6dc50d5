"""The metrics service as tests run it: the real composition on real servers, and the events it hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc
from daybook.gateway.v1 import events_pb2 as directory
from daybook.metrics.v1 import explain_service_pb2_grpc, reports_service_pb2_grpc, rules_service_pb2_grpc
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2_grpc as contract
from daybook.players.v1 import events_pb2 as players
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from nats.aio.client import Client
from pydantic import SecretStr
from sqlalchemy import text

from kit.auth.actor import Actor, ActorKind, Grant
from kit.db import Database
from kit.events import Event, Stream
from kit.ids import uuid7
from kit.process import Resources, Service, run_all
from kit.rpc import client
from kit.rpc.server import GrpcServer
from services.metrics.app import composition
from services.metrics.settings import MetricsSettings
from tests.conftest import Keys
from tests.polling import until


@dataclass
class Metrics:
    """A running metrics service with all that a test needs to talk to it."""

    database: Database
    nats: Client
    keys: Keys
    service: Service
    stub: contract.MetricsServiceStub
    rules: rules_service_pb2_grpc.RulesServiceStub
    explain: explain_service_pb2_grpc.ExplainServiceStub
    reports: reports_service_pb2_grpc.ReportsServiceStub
    stop: asyncio.Event
    channel: grpc.aio.Channel

    def token(self, *operator_ids: str, permission: str = "metrics.read") -> str:
        """A staff member's token for operators."""
        grant = Grant(frozenset({permission}), {operator_id: str(uuid7()) for operator_id in operator_ids})
        return self.keys.signer.call_token(Actor(ActorKind.STAFF, str(uuid7()), "Test Staff", (grant,)), "metrics")

    async def announce(self, *events: Event) -> list[UUID]:
        """Publishes events as a relay would and returns their ids."""
        ids = [uuid7() for _ in events]
        for event_id, event in zip(ids, events, strict=True):
            await self.publish(event_id, event)
        return ids

    async def publish(self, event_id: UUID, event: Event) -> None:
        """Publishes one event under an id; the same id may be published again, past JetStream's duplicate window."""
        subject, payload, _, stream, headers = wire(event_id, event)
        await self.nats.jetstream().publish(subject, payload, stream=stream, headers=headers)

    async def taken(self, ids: Iterable[UUID]) -> None:
        """Waits until all events with these ids are in the inbox, whose commit is the figures' too."""
        wanted = list(ids)

        async def all_in() -> bool:
            async with self.database.read() as connection:
                found = await connection.execute(
                    text("SELECT count(*) FROM inbox WHERE event_id = ANY(:ids)"), {"ids": wanted}
                )
                return bool(found.scalar_one() == len(wanted))

        await until(all_in)

    async def known(self, operator_id: str) -> None:
        """Waits until an operator is known."""

        async def is_known() -> bool:
            async with self.database.read() as connection:
                query = text("SELECT count(*) FROM operators WHERE operator_id = :id")
                return bool((await connection.execute(query, {"id": UUID(operator_id)})).scalar_one())

        await until(is_known)

    async def dead(self) -> int:
        """How many dead letters there are."""
        async with self.database.read() as connection:
            return int((await connection.execute(text("SELECT count(*) FROM dead_letters"))).scalar_one())

    async def operator(self, timezone: str = "UTC", currency: str = "EUR") -> str:
        """Announces a new operator, waits until it is known, and returns its id."""
        operator_id = str(uuid7())
        await self.operator_as(operator_id, timezone, currency)
        return operator_id

    async def operator_as(
        self, operator_id: str, timezone: str, currency: str, revision: int = 1, company: str = ""
    ) -> None:
        """Announces an operator and waits until that is taken in."""
        await self.taken(await self.announce(changed(operator_id, timezone, currency, revision, company)))

    async def recorded(self, operator_id: str, *activities: players.RecordedActivity) -> list[UUID]:
        """Announces recorded activity in one event and waits until it is counted."""
        ids = await self.announce(recorded(operator_id, activities))
        await self.taken(ids)
        return ids

    async def dashboard(
        self, operator_ids: Sequence[str], first: str, last: str, interval: int = 0
    ) -> pb.GetDashboardResponse:
        """GetDashboard over the wire; raises the service's domain error."""
        request = pb.GetDashboardRequest(operator_ids=operator_ids, to=date_of(last), interval=interval)  # type: ignore[arg-type]
        getattr(request, "from").CopyFrom(date_of(first))
        response: pb.GetDashboardResponse = await client.call(
            self.stub.GetDashboard, request, self.token(*operator_ids), seconds=20
        )
        return response


@asynccontextmanager
async def running(url: str, nats: Client, keys: Keys, **settings: object) -> AsyncIterator[Metrics]:
    """The whole service: served, consuming, listening, until the block ends."""
    built = MetricsSettings(
        database_url=SecretStr(url),
        nats_url=SecretStr("nats://unused"),
        listen="127.0.0.1:0",
        actor_public_keys=keys.public_keys_file,
        **settings,  # type: ignore[arg-type]
    )
    database = Database(url, "metrics")
    service = composition(built)(Resources(database, nats, nats.jetstream()))
    stop = asyncio.Event()
    for prepare in service.prepare:
        await prepare()
    run = asyncio.create_task(run_all([*service.serve, *service.consume], stop))
    server = next(one for one in service.serve if isinstance(one, GrpcServer))
    try:
        await until(lambda: server.port > 0 or run.done())
        async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            yield Metrics(
                database,
                nats,
                keys,
                service,
                contract.MetricsServiceStub(channel),
                rules_service_pb2_grpc.RulesServiceStub(channel),
                explain_service_pb2_grpc.ExplainServiceStub(channel),
                reports_service_pb2_grpc.ReportsServiceStub(channel),
                stop,
                channel,
            )
    finally:
        stop.set()
        await run
        await database.close()


@asynccontextmanager
async def watching(metrics: Metrics, *operators: str) -> AsyncIterator[Any]:
    request = pb.WatchFiguresRequest(operator_ids=operators)
    call = metrics.stub.WatchFigures(request, metadata=client.metadata(metrics.token(*operators)))
    try:
        yield call
    finally:
        call.cancel()


async def read(call: Any, seconds: float = 10) -> pb.WatchFiguresResponse:
    async with asyncio.timeout(seconds):
        message: pb.WatchFiguresResponse = await call.read()
    return message


def wire(event_id: UUID, event: Event) -> tuple[str, bytes, int, str, dict[str, str]]:
    """What a relay publishes of an event, in the order of JetStream's `publish_async`."""
    headers = event.headers(event_id, datetime.now(UTC)) | {"ce-source": "/daybook/test/x", "daybook-seq": "1"}
    return event.subject("gateway"), event.message.SerializeToString(), 10, event.stream.value, headers


def changed(operator_id: str, timezone: str, currency: str, revision: int = 1, company: str = "") -> Event:
    """What the gateway announces of an operator."""
    message = directory.OperatorChanged(
        operator_id=operator_id,
        company_id=company or str(uuid7()),
        name="brand",
        timezone=timezone,
        currency=currency,
        status=directory.OPERATOR_STATUS_LIVE,
        revision=revision,
    )
    return Event("operator_changed", UUID(operator_id), message)


def recorded(operator_id: str, activities: Iterable[players.RecordedActivity]) -> Event:
    """What the players service announces of recorded activity."""
    message: Message = players.ActivityRecorded(operator_id=operator_id, activities=list(activities))
    message.recorded_at.FromDatetime(datetime.now(UTC))  # type: ignore[attr-defined]
    return Event("activity_recorded", UUID(operator_id), message, Stream.ACTIVITY)


def date_of(iso: str) -> Date:
    """A date of the wire from "2026-11-20"; not checked, so that tests can send impossible ones."""
    year, month, day = (int(part) for part in iso.split("-"))
    return Date(year=year, month=month, day=day)


def figures(response: pb.GetDashboardResponse) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """(metric name, currency) -> (value, previous); None where there is nothing to divide by."""
    return shown(response.figures)


def shown(several: Iterable[pb.Figure]) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """(metric name, currency) -> (value, previous); None where there is nothing to divide by, or nothing before."""
    return {
        (pb.Metric.Name(figure.metric).removeprefix("METRIC_").lower(), figure.currency): (
            None if figure.undefined else figure.value,
            None if figure.previous_undefined else figure.previous,
        )
        for figure in several
    }
