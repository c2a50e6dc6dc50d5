"""A world to count again in: players with activity, metrics that counts it, and what both must agree on."""

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

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from daybook.metrics.v1 import rebuild_service_pb2 as pb
from daybook.metrics.v1 import rebuild_service_pb2_grpc as contract
from daybook.players.v1 import events_pb2 as players_events
from daybook.players.v1 import figures_service_pb2_grpc
from nats.aio.client import Client
from sqlalchemy import text

from kit import clock
from kit.auth.tokens import Signer, Verifier
from kit.db import Database
from kit.ids import uuid7
from kit.relay import Relay
from kit.rpc import client
from kit.rpc.server import GrpcServer
from services.metrics.convert.activity import add_to
from services.metrics.domain.tally import Tally
from services.metrics.history import History
from services.metrics.rebuilds import Rebuilds
from services.metrics.repository.partitions import Partitions
from services.metrics.service import generations
from services.metrics.service.rollups import Counting
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
