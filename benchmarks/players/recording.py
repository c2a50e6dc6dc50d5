"""Recording against raw COPY: activities a second, durable and published, and the memory of a long run.

The players service runs alone with Postgres and NATS. Both write settled bets: ours through StreamActivity, COPY the
rows that those became into tables with the same partitions and indexes, by the same number of bets at a time and in the
order in which they came. Ours also locks and updates accounts and wallets, refuses duplicates and publishes; what COPY
does not do counts for it. Nothing of ours is under way while it runs: the list of players, which follows what was
published, has done so before.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import nats
import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from daybook.gateway.v1 import events_pb2 as directory
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import activity_service_pb2_grpc, player_pb2

from benchmarks.report import Figure
from deploy.local.nats import EmbeddedNats
from deploy.local.ports import free_port
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.services import base_environment, command
from kit import clock
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from kit.events import Event, Stream
from kit.ids import uuid7
from kit.rpc import client

PASSWORD = "bench-only"
PLAYERS = 2_000
ROUNDS = 3
LARGEST = 1_000  # activities in a request, by contract
# What a recorded bet adds rows to, the bets first, and in which order they came: that is how COPY gets them, too.
WRITTEN = {"bets": "placed_at, bet_id", "movements": "recorded_at, player_id, number", "recorded": "at, ref"}
HOUR = 3_600_000  # activities at 1,000 a second


@dataclass
class Recording:
    """The service under measurement, and the ways to it."""

    process: psutil.Process
    stub: Any
    postgres: asyncpg.Connection[Any]
    operator_id: str
    key: str
    server: EmbeddedPostgres
    # What another service of the suite needs to run beside it, but for its database and address.
    environment: dict[str, str]
    number: int = 0

    def batch(self, size: int) -> list[wire.StreamActivityRequest]:
        """New bets, as few requests as the contract allows for so many."""
        now = datetime.now(UTC)
        requests = []
        for first in range(0, size, LARGEST):
            request = wire.StreamActivityRequest(operator_id=self.operator_id)
            for n in range(first, min(first + LARGEST, size)):
                self.number += 1
                self._bet(request.activities.add(), now - timedelta(seconds=1 - n / 10_000))
            requests.append(request)
        return requests

    def _bet(self, activity: wire.Activity, at: datetime) -> None:
        number = self.number
        activity.player_external_id = f"p{number * 7919 % PLAYERS}"
        activity.occurred_at.FromDatetime(at)
        placed = activity.bet_placed
        placed.bet_id, placed.round_id = str(uuid7()), str(number)
        placed.game, placed.provider = f"game {number % 40}", f"provider {number % 5}"
        placed.stake.minor, placed.stake.currency = 100 + number % 900, "BIT"
        payout = placed.settlement.payout
        payout.minor, payout.currency = 1 + number % 1_700, "BIT"

    async def send(self, requests: AsyncIterator[wire.StreamActivityRequest]) -> int:
        """Streams requests; returns how many activities were recorded, each of them committed."""
        recorded = 0
        async for answer in self.stub.StreamActivity(requests, metadata=client.metadata(self.key), timeout=3_600):
            recorded += sum(one.outcome == wire.ActivityResult.OUTCOME_RECORDED for one in answer.results)
        return recorded

    async def followed(self) -> None:
        """Waits until the list of players has followed what was published."""
        while await self.postgres.fetchval(_BEHIND, UUID(self.operator_id)):
            pass

    async def published(self) -> None:
        """Waits until the relay has published everything."""
        while await self.postgres.fetchval("SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"):
            pass


async def ours(service: Recording, batches: list[list[wire.StreamActivityRequest]]) -> float:
    """Activities a second, from the first sent until the last is committed, answered and published."""

    async def sending() -> AsyncIterator[wire.StreamActivityRequest]:
        for batch in batches:
            for request in batch:
                yield request

    started = time.perf_counter()
    recorded = await service.send(sending())
    await service.published()
    elapsed = time.perf_counter() - started
    if recorded != sum(len(request.activities) for batch in batches for request in batch):
        raise RuntimeError("not every activity was recorded")
    return recorded / elapsed


async def copied(postgres: asyncpg.Connection[Any], size: int) -> float:
    """Bets a second for the rows that were added last, by COPY into tables like theirs, `size` bets at a time."""
    elapsed, bets = 0.0, 0
    for table, order in WRITTEN.items():
        columns = [row["column_name"] for row in await postgres.fetch(_COLUMNS, table)]
        chosen = ", ".join(columns)
        new = f"SELECT {chosen} FROM public.{table} EXCEPT ALL SELECT {chosen} FROM copied.{table}"
        rows = [tuple(row) for row in await postgres.fetch(f"{new} ORDER BY {order}")]
        bets = bets or len(rows)
        per_bet = len(rows) // bets
        started = time.perf_counter()
        for first in range(0, len(rows), size * per_bet):
            await postgres.copy_records_to_table(
                table, schema_name="copied", records=rows[first : first + size * per_bet], columns=columns
            )
        elapsed += time.perf_counter() - started
    return bets / elapsed


_BEHIND = """
    SELECT EXISTS (
        SELECT FROM standings AS s
        JOIN accounts AS a USING (operator_id, player_id)
        WHERE operator_id = $1 AND s.last_seen_at <> a.last_seen_at
    )
"""
_COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position
"""
_PARTITIONS = """
    SELECT relname, pg_get_expr(relpartbound, oid) AS bound FROM pg_class
    WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = $1::regclass)
"""


async def make_alike(postgres: asyncpg.Connection[Any]) -> None:
    """Tables like those written, with their partitions and indexes, in a schema of their own."""
    await postgres.execute("CREATE SCHEMA copied")
    for table in WRITTEN:
        partitions = await postgres.fetch(_PARTITIONS, table)
        key = await postgres.fetchval("SELECT pg_get_partkeydef($1::regclass)", table)
        by = f"PARTITION BY {key}" if key else ""
        await postgres.execute(f"CREATE TABLE copied.{table} (LIKE public.{table} INCLUDING ALL) {by}")
        for row in partitions:
            await postgres.execute(f"CREATE TABLE copied.{row['relname']} PARTITION OF copied.{table} {row['bound']}")


@asynccontextmanager
async def running(
    folder: Path, timezone: str = "UTC", settings: Mapping[str, str] | None = None
) -> AsyncIterator[Recording]:
    """Postgres and NATS as ./daybook runs them, and the service with an operator and its players."""
    postgres = EmbeddedPostgres(folder / "postgres" / "data", settings=settings)
    jetstream = EmbeddedNats(folder / "nats")
    postgres.start()
    jetstream.start()
    postgres.create_database("players", owner="players", password=PASSWORD)
    url, address = postgres.url("players", "players", PASSWORD), f"127.0.0.1:{free_port()}"
    signer = _signer(folder)
    common = base_environment() | {
        "DAYBOOK_NATS_URL": jetstream.url,
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(folder / "public.json"),
        "DAYBOOK_LOG_LEVEL": "WARNING",
    }
    environment = common | {"DAYBOOK_DATABASE_URL": url, "DAYBOOK_LISTEN": address}
    service = await asyncio.create_subprocess_exec(*command("services.players"), env=environment)
    operator_id = str(uuid7())
    actor = Actor(
        ActorKind.PLATFORM, str(uuid7()), "bench", (Grant(frozenset({"players.record"}), {operator_id: str(uuid7())}),)
    )
    key = signer.platform_key(actor, 1)
    connection = None
    try:
        async with client.channel(address) as channel:
            stub = activity_service_pb2_grpc.ActivityServiceStub(channel)
            await asyncio.wait_for(channel.channel_ready(), timeout=60)
            await _announce(jetstream.url, operator_id, timezone)
            connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
            while not await connection.fetchval("SELECT EXISTS (SELECT FROM operators)"):
                pass
            process = psutil.Process(service.pid)
            recording = Recording(process, stub, connection, operator_id, key, postgres, common)
            await recording.send(_registrations(operator_id))
            yield recording
    finally:
        if connection is not None:
            await connection.close()
        service.terminate()
        await asyncio.wait_for(service.wait(), timeout=30)
        jetstream.stop()
        postgres.stop()


def _signer(folder: Path) -> Signer:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    (folder / "public.json").write_text(json.dumps({"gateway": public}))
    return Signer("gateway", private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


async def _announce(url: str, operator_id: str, timezone: str) -> None:
    """Tells the service of the operator, as the gateway's relay does."""
    message = directory.OperatorChanged(
        operator_id=operator_id,
        company_id=str(uuid7()),
        name="bench",
        timezone=timezone,
        currency="BIT",
        status=directory.OPERATOR_STATUS_LIVE,
        revision=1,
    )
    event, event_id = Event("operator_changed", uuid7(), message), uuid7()
    headers = event.headers(event_id, clock.now())
    headers |= {"ce-source": f"/daybook/gateway/{uuid7()}", "daybook-seq": "1", "Nats-Msg-Id": str(event_id)}
    connection = await nats.connect(url)
    await connection.jetstream().publish(
        event.subject("gateway"), message.SerializeToString(), stream=Stream.EVENTS.value, headers=headers
    )
    await connection.close()


async def _registrations(operator_id: str) -> AsyncIterator[wire.StreamActivityRequest]:
    at = datetime.now(UTC) - timedelta(days=1)
    for first in range(0, PLAYERS, LARGEST):
        request = wire.StreamActivityRequest(operator_id=operator_id)
        for number in range(first, first + LARGEST):
            activity = request.activities.add(player_external_id=f"p{number}")
            activity.occurred_at.FromDatetime(at)
            activity.registered.CopyFrom(player_pb2.Registration(currency="BIT", country="BR"))
        yield request


async def rates(service: Recording, size: int, total: int) -> tuple[float, float]:
    """The medians of ours and COPY over interleaved rounds of `total` bets, `size` at a time."""
    found, raw = [], []
    for _ in range(ROUNDS):
        batches = [service.batch(size) for _ in range(max(total // size, 1))]
        found.append(await ours(service, batches))
        await service.followed()
        raw.append(await copied(service.postgres, size))
    return statistics.median(found), statistics.median(raw)


async def memory(service: Recording, total: int) -> tuple[list[float], float]:
    """MiB of the service at the start, in the middle and at the end of a long stream; and activities a second."""
    seen: list[float] = []

    async def sending() -> AsyncIterator[wire.StreamActivityRequest]:
        for number in range(total // LARGEST):
            if number in (total // LARGEST // 20, total // LARGEST // 2):
                seen.append(service.process.memory_info().rss / 2**20)
            for request in service.batch(LARGEST):
                yield request

    started = time.perf_counter()
    recorded = await service.send(sending())
    rate = recorded / (time.perf_counter() - started)
    seen.append(service.process.memory_info().rss / 2**20)
    return seen, rate


async def main(scale: float) -> list[Figure]:
    """Runs all of it."""
    total = max(int(40_000 * scale), 5_000)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        async with running(Path(folder)) as service:
            await make_alike(service.postgres)
            await ours(service, [service.batch(LARGEST) for _ in range(5)])  # warm: statements, caches, statistics
            await copied(service.postgres, LARGEST)
            figures = []
            for size in (500, LARGEST, 5_000):
                found, raw = await rates(service, size, total)
                figures.append(
                    Figure(
                        f"recorded, durable and published, {size:,} at a time",
                        found,
                        "bets/s",
                        "COPY of the same rows",
                        raw,
                        ">= 0.3",
                    )
                )
            await service.postgres.execute("DROP SCHEMA copied CASCADE")
            seen, rate = await memory(service, max(int(HOUR * scale), 40 * LARGEST))
    return [
        *figures,
        Figure("activities a second over the long run", rate, "bets/s"),
        Figure("memory of the service at its start", seen[0], "MiB"),
        Figure("memory in the middle", seen[1], "MiB", "at the start", seen[0], "<= 1.2"),
        Figure("memory at the end", seen[2], "MiB", "in the middle", seen[1], "<= 1.05"),
    ]
