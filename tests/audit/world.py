"""What the audit tests share: sources that announce events through a real outbox, actions, and the audit side."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from daybook.players.v1 import events_pb2 as players
from daybook.types.v1 import action_pb2
from google.protobuf.message import Message
from nats.js import JetStreamContext
from sqlalchemy import text

from deploy.local.ports import free_port
from kit import actions, clock
from kit.auth.actor import Actor, ActorKind
from kit.db import Database
from kit.events import Event
from kit.ids import uuid7
from kit.relay import Relay
from services.audit import convert
from services.audit.domain.merkle import Frontier, leaf_hash
from services.audit.repository.copies import Copies
from services.audit.service.recording import Recorder
from services.audit.service.signing import Identity, Signer
from services.audit.service.verifying import Verdict, Verifier

ORIGIN = "daybook.test/audit"
STAFF = Actor(ActorKind.STAFF, "0190b6a0-0000-7000-8000-00000000000a", "Ana Staff", ip="203.0.113.7")


@dataclass(frozen=True)
class Tenant:
    """An operator and its company."""

    operator: UUID = field(default_factory=uuid7)
    company: UUID = field(default_factory=uuid7)


def suspension(tenant: Tenant, player: str, **given: Any) -> players.PlayerSuspended:
    """A privileged event with a diff of one change."""
    action: action_pb2.PrivilegedAction = actions.privileged(
        **{
            "action": "player.suspend",
            "actor": STAFF,
            "at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
            "target_type": "player",
            "target_id": player,
            "operator_id": str(tenant.operator),
            "company_id": str(tenant.company),
            "reason": "chargebacks",
            "before": {"status": "active"},
            "after": {"status": "suspended"},
            **given,
        }
    )
    return players.PlayerSuspended(action=action, operator_id=str(tenant.operator), player_id=player)


class Source:
    """A service that announces events: the kit's own outbox and relay over a database of its own."""

    def __init__(self, url: str, service: str, jetstream: JetStreamContext) -> None:
        self.database = Database(url, service, pooled=False)
        self.relay = Relay(self.database, jetstream)

    async def announce(self, messages: Sequence[tuple[str, UUID, Message]]) -> None:
        """Commits events, each (name, tenant, message), to the outbox."""
        async with self.database.unit_of_work() as uow:
            for name, tenant, message in messages:
                uow.outbox.add(Event(name, tenant, message))

    async def suspend(self, tenant: Tenant, players_: Sequence[str]) -> None:
        """Announces a suspension for each player."""
        await self.announce([("player_suspended", tenant.operator, suspension(tenant, each)) for each in players_])

    async def ids(self) -> list[UUID]:
        """The ids of everything announced, in the order of their numbers."""
        async with self.database.read() as connection:
            rows = await connection.execute(text("SELECT event_id FROM outbox ORDER BY seq"))
            return [row.event_id for row in rows]


@asynccontextmanager
async def running(*runnables: Any) -> AsyncIterator[None]:
    """Runs relays, consumers and the like for as long as the block lasts."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(runnable.run(stop)) for runnable in runnables]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


class Log:
    """The audit side: a database, its writer, signer and verifier."""

    def __init__(self, url: str, folder: Path, key: Ed25519PrivateKey) -> None:
        self.database = Database(url, "audit")
        self.folder = folder
        self.key = key
        self.recorder = Recorder(convert.read, clock.now)

    def signer(self, **given: Any) -> Signer:
        """A signer that has not looked at anything yet."""
        options = {"every": 0.1, "idle": 3600.0, **given}
        return Signer(
            self.database, Identity(ORIGIN, self.key), Copies(self.folder), options.pop("clock", clock.now), **options
        )

    async def verify(self, *, columns: bool = True) -> Verdict:
        """Verifies the whole log."""
        copies = Copies(self.folder)
        verifier = Verifier(self.database, ORIGIN, self.key.public_key(), copies, convert.act_of)
        return await verifier.verify(columns=columns)

    async def rows(self, query: str, **parameters: Any) -> list[Any]:
        """The rows of a query on the audit database."""
        async with self.database.read() as connection:
            return list((await connection.execute(text(query), parameters)).all())

    async def size(self) -> int:
        """Entries in the log."""
        return int((await self.rows("SELECT size FROM log_head"))[0].size)

    async def entries(self) -> list[Any]:
        """Every entry in the order of the log."""
        return await self.rows("SELECT * FROM entries ORDER BY leaf_index")

    async def assert_whole(self, expected: Sequence[UUID]) -> None:
        """Every expected event is there exactly once, without a hole, under the right root."""
        rows = await self.entries()
        assert [row.leaf_index for row in rows] == list(range(len(rows)))
        assert sorted(row.event_id for row in rows) == sorted(expected)
        frontier = Frontier()
        for row in rows:
            frontier.append(leaf_hash(row.raw))
        (head,) = await self.rows("SELECT size, root FROM log_head")
        assert (head.size, head.root) == (len(rows), frontier.root())


class AuditProcess:
    """`python -m services.audit` as a real process over a database, with its environment."""

    def __init__(self, url: str, nats_url: str, public_keys: Path, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.key = Ed25519PrivateKey.generate()
        key_file = folder / "checkpoint.pem"
        key_file.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.address = f"127.0.0.1:{free_port()}"
        self.copies = folder / "checkpoints"
        self._log = folder / "audit.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "DAYBOOK_DATABASE_URL": url,
            "DAYBOOK_NATS_URL": nats_url,
            "DAYBOOK_LISTEN": self.address,
            "DAYBOOK_ACTOR_PUBLIC_KEYS": str(public_keys),
            "DAYBOOK_CHECKPOINT_KEY": str(key_file),
            "DAYBOOK_CHECKPOINT_ORIGIN": ORIGIN,
            "DAYBOOK_CHECKPOINT_DIR": str(self.copies),
            "DAYBOOK_CHECKPOINT_SECONDS": "0.2",
            **settings,
        }

    def share_identity(self, other: AuditProcess) -> None:
        """Signs as another process does, into the same folder: two replicas of one service."""
        self.key, self.copies = other.key, other.copies
        for name in ("DAYBOOK_CHECKPOINT_KEY", "DAYBOOK_CHECKPOINT_DIR"):
            self._environment[name] = other._environment[name]

    def start(self, *role: str) -> None:
        """Starts it; the output goes to a file."""
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "services.audit", *role], env=self._environment, stdout=out, stderr=out
            )

    def run(self, *role: str) -> subprocess.CompletedProcess[str]:
        """Runs a role that ends by itself."""
        command = [sys.executable, "-m", "services.audit", *role]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=60, check=False)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(timeout=20)
        self._process = None
        return code

    def output(self) -> str:
        """What it has written so far."""
        return self._log.read_text()
