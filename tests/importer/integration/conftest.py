"""The importer as its users run it, against the real players service in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
import pytest
from daybook.gateway.v1 import events_pb2
from nats.aio.client import Client
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from deploy.local.ports import free_port
from kit.db import Database
from kit.events import Event
from kit.ids import uuid7
from tests.conftest import ROOT, Keys, MakeDatabase

SLICE = ROOT / "tests" / "system" / "data" / "bustabit_slice.csv"
MAPPING = ROOT / "docs" / "examples" / "bustabit.yaml"


@dataclass
class Ran:
    """What an importer left when it ended."""

    status: int
    output: str
    errors: str

    @property
    def summary(self) -> dict[str, Any]:
        """What --json printed."""
        summary: dict[str, Any] = json.loads(self.output)
        return summary


@dataclass
class Rig:
    """A players service that may be killed, and importers with a home of their own."""

    url: str
    nats: Client
    nats_url: str
    keys: Keys
    folder: Path
    database: Database
    port: int = field(default_factory=free_port)
    process: Process | None = None

    async def start(self) -> None:
        """Starts the players service and waits until it serves."""
        environment = os.environ | {
            "DAYBOOK_DATABASE_URL": self.url,
            "DAYBOOK_NATS_URL": self.nats_url,
            "DAYBOOK_LISTEN": f"127.0.0.1:{self.port}",
            "DAYBOOK_ACTOR_PUBLIC_KEYS": str(self.keys.public_keys_file),
            "DAYBOOK_LOG_LEVEL": "WARNING",
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.players", env=environment, cwd=ROOT
        )
        async with grpc.aio.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            async with asyncio.timeout(30):
                await channel.channel_ready()

    async def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def operator(self) -> str:
        """Announces a new operator; the service may not have heard of it yet."""
        operator_id = uuid7()
        told = events_pb2.OperatorChanged(
            operator_id=str(operator_id),
            company_id=str(uuid7()),
            name="brand",
            timezone="America/Sao_Paulo",
            currency="BIT",
            status=events_pb2.OPERATOR_STATUS_LIVE,
            revision=1,
        )
        event = Event("operator_changed", operator_id, told)
        headers = event.headers(uuid7(), datetime.now(UTC)) | {"ce-source": "/daybook/test/x", "daybook-seq": "1"}
        await self.nats.jetstream().publish(
            event.subject("gateway"), told.SerializeToString(), stream=event.stream.value, headers=headers
        )
        return str(operator_id)

    async def importer(self, operator: str, file: Path, *options: str, home: str = "home") -> Process:
        """Starts an importer for an operator."""
        environment = os.environ | {
            "DAYBOOK_HOME": str(self.folder / home),
            "DAYBOOK_PLAYERS_ADDRESS": f"127.0.0.1:{self.port}",
            "DAYBOOK_PLATFORM_KEY": self.keys.platform(operator),
        }
        command = [sys.executable, "-m", "importer", "bets", str(file), "--json", *options]
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT, stdout=pipe, stderr=pipe)

    async def run(self, operator: str, file: Path, *options: str, home: str = "home") -> Ran:
        """Imports a file and waits for the end."""
        process = await self.importer(operator, file, *options, home=home)
        return await ended(process)

    async def rows(self, sql: str, operator: str) -> list[tuple[Any, ...]]:
        """What a query about one operator finds."""
        async with self.database.read() as connection:
            found = await connection.execute(text(sql), {"operator": UUID(operator)})
            return [tuple(row) for row in found]

    async def bets(self, operator: str) -> int:
        """How many bets are recorded."""
        return int((await self.rows("SELECT count(*) FROM bets WHERE operator_id = :operator", operator))[0][0])

    async def state(self, operator: str) -> dict[str, list[tuple[Any, ...]]]:
        """All that an import leaves, without the ids and times that each recording makes anew."""
        names = "JOIN players AS p USING (operator_id, player_id) WHERE operator_id = :operator ORDER BY"
        return {
            "players": await self.rows(
                "SELECT external_id, username, currency, registered_at FROM players "
                "WHERE operator_id = :operator ORDER BY external_id",
                operator,
            ),
            "bets": await self.rows(
                "SELECT p.external_id, bet_id, round_id, game, provider, b.status, b.currency, stake, payout, "
                f"placed_at, settled_at FROM bets AS b {names} bet_id",
                operator,
            ),
            "wallets": await self.rows(
                "SELECT p.external_id, w.currency, balance, deposits, withdrawals, turnover, payouts, "
                f"settled_stakes, bets FROM wallets AS w {names} p.external_id, w.currency",
                operator,
            ),
            "movements": await self.rows(
                "SELECT p.external_id, m.number, m.kind, amount, balance_after, reference, occurred_at "
                f"FROM movements AS m {names} p.external_id, m.number",
                operator,
            ),
        }

    async def announced(self, operator: str) -> int:
        """How many activities were announced."""
        counted = await self.rows(
            "SELECT count(*) FROM outbox WHERE subject = 'daybook.activity.' || CAST(CAST(:operator AS uuid) AS text)",
            operator,
        )
        return int(counted[0][0])


async def ended(process: Process) -> Ran:
    """Waits for an importer's end."""
    async with asyncio.timeout(90):
        output, errors = await process.communicate()
    return Ran(process.returncode or 0, output.decode(), errors.decode())


@pytest.fixture(scope="module")
async def rig(
    make_database: MakeDatabase,
    nats_server: EmbeddedNats,
    nats_client: Client,
    keys: Keys,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Rig]:
    """A running players service on a database and NATS server of the module's own."""
    url = make_database("players")
    database = Database(url, "players")
    rig = Rig(url, nats_client, nats_server.url, keys, tmp_path_factory.mktemp("importer"), database)
    await rig.start()
    yield rig
    await rig.kill()
    await database.close()


@pytest.fixture(scope="module")
async def undisturbed(rig: Rig) -> dict[str, list[tuple[Any, ...]]]:
    """What an import of the slice leaves when nothing goes wrong."""
    operator = await rig.operator()
    ran = await rig.run(operator, SLICE, "--mapping", str(MAPPING))
    assert ran.status == 0, ran.errors
    return await rig.state(operator)
