"""Two replicas of the gateway that take scheduled steps, killed at any moment: each step is taken once."""

from __future__ import annotations

import base64
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from daybook.gateway.v1 import events_pb2
from pydantic import SecretStr
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from gateway import core
from gateway.domain.access import command_line
from gateway.domain.directory import Operator, OperatorStatus
from gateway.domain.operator_status import Step
from gateway.sealing import Seal
from gateway.service.operator_statuses import OperatorStatuses
from gateway.settings import GatewaySettings
from kit import clock
from kit.db import Database
from tests.conftest import ROOT, Keys, MakeDatabase
from tests.polling import until

STEPS = 60
OWNER = command_line("tester")


class Replica:
    """A process of the gateway that keeps schedules."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "gateway", "consume"], cwd=ROOT, env=self._environment, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """kill -9, and again."""
        self.kill()
        self._process = self._start()


async def test_each_scheduled_step_is_taken_once(
    make_database: MakeDatabase, keys: Keys, nats_server: EmbeddedNats, tmp_path: Path
) -> None:
    seal = tmp_path / "seal.key"
    seal.write_text(base64.b64encode(bytes(range(32))).decode())
    database = Database(make_database("gateway"), core.NAME)
    try:
        brands = await _scheduled(database, keys, seal)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYBOOK_")} | {
            "DAYBOOK_DATABASE_URL": database.url,
            "DAYBOOK_NATS_URL": nats_server.url,
            "DAYBOOK_LISTEN": "127.0.0.1:0",
            "DAYBOOK_ACTOR_PUBLIC_KEYS": str(keys.public_keys_file),
            "DAYBOOK_ACTOR_PRIVATE_KEY": str(keys.private_key_file),
            "DAYBOOK_SEAL_KEY": str(seal),
        }
        replicas = [Replica(environment), Replica(environment)]
        try:
            chance = random.Random(7)
            for mark in (STEPS // 6, STEPS // 2, STEPS * 5 // 6):
                await until(partial(_taken_of, database, mark), 60)
                chance.choice(replicas).restart()
            await until(partial(_taken_of, database, STEPS), 60)
        finally:
            for replica in replicas:
                replica.kill()
        actions = await _announced(database)
        assert Counter(told.operator_id for told in actions) == Counter(str(one.operator_id) for one in brands)
        assert {(told.status, told.revision) for told in actions} == {(events_pb2.OPERATOR_STATUS_SUSPENDED, 3)}
        entries = await _rows(database, "SELECT operator_id FROM operator_history WHERE kind = 'schedule_applied'")
        assert Counter(row.operator_id for row in entries) == Counter(one.operator_id for one in brands)
        assert await _rows(database, "SELECT 1 FROM operator_schedules") == []
    finally:
        await database.close()


async def _scheduled(database: Database, keys: Keys, seal: Path) -> list[Operator]:
    """Operators whose steps come due one after the other, from now on."""
    settings = GatewaySettings(
        database_url=SecretStr(database.url),
        nats_url=SecretStr("nats://127.0.0.1:1"),
        listen="127.0.0.1:0",
        actor_public_keys=keys.public_keys_file,
        actor_private_key=keys.private_key_file,
        seal_key=seal,
    )
    parts = core.assemble(settings, database)
    statuses = OperatorStatuses(database, parts.directory, Seal(settings.seal()), clock.now)
    company = await parts.directory.create_company(OWNER, "Acme", "EUR")
    brands = []
    for number in range(STEPS):
        brand = await parts.directory.create_operator(OWNER, company.company_id, f"brand {number}", "UTC", "EUR")
        at = datetime.now(UTC) + timedelta(hours=1)
        await statuses.step(OWNER, brand.operator_id, Step(OperatorStatus.SUSPENDED, "why", at=at), 1)
        brands.append(brand)
    # One every tenth of a second: the replicas find a few each time they look.
    async with database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "UPDATE operator_schedules SET at = now() + number * interval '100 milliseconds' FROM"
                " (SELECT operator_id, row_number() OVER () AS number FROM operator_schedules) AS numbered"
                " WHERE numbered.operator_id = operator_schedules.operator_id"
            )
        )
    return brands


async def _announced(database: Database) -> list[events_pb2.OperatorChanged]:
    rows = await _rows(database, "SELECT payload FROM outbox WHERE subject LIKE '%operator_changed%' ORDER BY n")
    told = [events_pb2.OperatorChanged.FromString(row.payload) for row in rows]
    return [one for one in told if one.action.action == "operator.apply_schedule"]


async def _taken_of(database: Database, least: int) -> bool:
    return len(await _announced(database)) >= least


async def _rows(database: Database, sql: str) -> list[Any]:
    async with database.read() as connection:
        return list((await connection.execute(text(sql))).all())
