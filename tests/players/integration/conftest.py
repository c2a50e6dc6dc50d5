"""The players service in this process: real Postgres, a real gRPC server, stubs with real tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import grpc
import pytest
from daybook.players.v1 import (
    activity_service_pb2_grpc,
    adjustments_service_pb2_grpc,
    care_service_pb2_grpc,
    events_pb2,
    figures_service_pb2_grpc,
    jobs_service_pb2_grpc,
    players_service_pb2_grpc,
    tickets_service_pb2_grpc,
)
from google.protobuf.message import Message
from sqlalchemy import text

from kit import clock
from kit.auth.tokens import Verifier
from kit.db import Database
from kit.ids import uuid7
from kit.rpc import client
from kit.rpc.server import GrpcServer
from kit.sealing import Sealer
from services.players.domain.operator import Operator
from services.players.housekeeping import Housekeeping
from services.players.repository.partitions import Partitions
from services.players.rpc.activity import Activities
from services.players.rpc.adjustments import Adjustments
from services.players.rpc.care import Care
from services.players.rpc.figures import Figures
from services.players.rpc.jobs import Jobs
from services.players.rpc.players import Players
from services.players.rpc.tickets import Tickets
from services.players.service import operators
from services.players.settings import Settings
from tests.conftest import Keys, MakeDatabase

T = TypeVar("T")


@dataclass
class Door:
    """The running service with what a test needs to call it and to look behind it."""

    database: Database
    partitions: Partitions
    keys: Keys
    channel: grpc.aio.Channel
    address: str

    @property
    def players(self) -> players_service_pb2_grpc.PlayersServiceStub:
        """The stub of PlayersService."""
        return players_service_pb2_grpc.PlayersServiceStub(self.channel)

    @property
    def jobs(self) -> jobs_service_pb2_grpc.JobsServiceStub:
        """The stub of JobsService."""
        return jobs_service_pb2_grpc.JobsServiceStub(self.channel)

    @property
    def activity(self) -> activity_service_pb2_grpc.ActivityServiceStub:
        """The stub of ActivityService."""
        return activity_service_pb2_grpc.ActivityServiceStub(self.channel)

    @property
    def adjustments(self) -> adjustments_service_pb2_grpc.AdjustmentsServiceStub:
        """The stub of AdjustmentsService."""
        return adjustments_service_pb2_grpc.AdjustmentsServiceStub(self.channel)

    @property
    def care(self) -> care_service_pb2_grpc.CareServiceStub:
        """The stub of CareService."""
        return care_service_pb2_grpc.CareServiceStub(self.channel)

    @property
    def figures(self) -> figures_service_pb2_grpc.FiguresServiceStub:
        """The stub of FiguresService."""
        return figures_service_pb2_grpc.FiguresServiceStub(self.channel)

    @property
    def tickets(self) -> tickets_service_pb2_grpc.TicketsServiceStub:
        """The stub of TicketsService."""
        return tickets_service_pb2_grpc.TicketsServiceStub(self.channel)

    async def operator(self) -> str:
        """A new operator that the service knows."""
        operator = Operator(uuid7(), uuid7(), "Test", "America/Sao_Paulo", "BRL", 2, 1)
        async with self.database.unit_of_work() as uow:
            await operators.keep(uow, operator)
        return str(operator.operator_id)

    async def as_platform(self, method: Callable[..., Awaitable[T]], request: Message) -> T:
        """Calls with a platform key of the request's operator."""
        token = self.keys.platform(getattr(request, "operator_id"))  # noqa: B009
        return await client.call(method, request, token, seconds=30)

    async def as_staff(self, method: Callable[..., Awaitable[T]], request: Message, *permissions: str) -> T:
        """Calls as staff of the request's operator; players.read without other permissions."""
        token = self.keys.staff("players", getattr(request, "operator_id"), *(permissions or ("players.read",)))  # noqa: B009
        return await client.call(method, request, token, seconds=30)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        """What a query finds."""
        async with self.database.read() as connection:
            return list((await connection.execute(text(sql), values)).all())

    async def announced(self, operator_id: str) -> list[events_pb2.ActivityRecorded]:
        """The activity events of an operator in the outbox, in order."""
        found = await self.rows(
            "SELECT payload FROM outbox WHERE stream = 'DAYBOOK_ACTIVITY' AND subject = :subject ORDER BY n",
            subject=f"daybook.activity.{operator_id}",
        )
        return [events_pb2.ActivityRecorded.FromString(row.payload) for row in found]

    async def wallet(self, operator_id: str, player_id: str, currency: str) -> Any:
        """A wallet's row."""
        [row] = await self.rows(
            "SELECT * FROM wallets WHERE operator_id = :o AND player_id = :p AND currency = :c",
            o=UUID(operator_id),
            p=UUID(player_id),
            c=currency,
        )
        return row


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, keys: Keys) -> AsyncIterator[Door]:
    """One server per test module on a database of its own."""
    url = make_database("players")
    database = Database(url, "players")
    partitions = Partitions(database)
    await Housekeeping(database, partitions, clock.now).prepare()
    settings = Settings(
        database_url=url,  # type: ignore[arg-type]
        nats_url="nats://127.0.0.1:1",  # type: ignore[arg-type]  # nothing here publishes
        listen="127.0.0.1:0",
        actor_public_keys=keys.public_keys_file,
    )
    server = GrpcServer(
        settings,
        Verifier("players", keys.public_keys),
        [
            (
                players_service_pb2_grpc.add_PlayersServiceServicer_to_server,
                Players(database, clock.now),
                "daybook.players.v1.PlayersService",
            ),
            (
                activity_service_pb2_grpc.add_ActivityServiceServicer_to_server,
                Activities(database, partitions, clock.now),
                "daybook.players.v1.ActivityService",
            ),
            (
                adjustments_service_pb2_grpc.add_AdjustmentsServiceServicer_to_server,
                Adjustments(database, Sealer(bytes(range(32)), b"test"), clock.now),
                "daybook.players.v1.AdjustmentsService",
            ),
            (
                care_service_pb2_grpc.add_CareServiceServicer_to_server,
                Care(database, clock.now),
                "daybook.players.v1.CareService",
            ),
            (
                figures_service_pb2_grpc.add_FiguresServiceServicer_to_server,
                Figures(database, clock.now),
                "daybook.players.v1.FiguresService",
            ),
            (
                jobs_service_pb2_grpc.add_JobsServiceServicer_to_server,
                Jobs(database, clock.now, timedelta(hours=24)),
                "daybook.players.v1.JobsService",
            ),
            (
                tickets_service_pb2_grpc.add_TicketsServiceServicer_to_server,
                Tickets(database, clock.now),
                "daybook.players.v1.TicketsService",
            ),
        ],
    )
    await server.start()
    channel = client.channel(f"127.0.0.1:{server.port}")
    yield Door(database, partitions, keys, channel, f"127.0.0.1:{server.port}")
    await channel.close()
    await server.stop()
    await database.close()
