"""Killing the players process in the middle of an export and of a bulk action: each player is done exactly once."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from daybook.players.v1 import jobs_service_pb2 as wire
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from services.players.domain.job import SLICE
from services.players.service.jobs.bulk import STEP
from tests.conftest import ROOT, Keys
from tests.players.integration.conftest import Door, door
from tests.players.jobs import Person, crowd, tagging
from tests.polling import until

__all__ = ["door"]

PLAYERS = 4 * STEP


@dataclass
class Rig:
    """What the players process needs to run beside this one, which answers the calls."""

    door: Door
    nats: EmbeddedNats
    keys: Keys

    @contextmanager
    def process(self) -> Iterator[subprocess.Popen[bytes]]:
        """A process in the role in which jobs are worked on; killed at the end."""
        environment = os.environ | {
            "DAYBOOK_DATABASE_URL": self.door.database.url,
            "DAYBOOK_NATS_URL": self.nats.url,
            "DAYBOOK_ACTOR_PUBLIC_KEYS": str(self.keys.public_keys_file),
            "DAYBOOK_JOB_LEASE_SECONDS": "1",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        }
        process = subprocess.Popen([sys.executable, "-m", "services.players", "consume"], cwd=ROOT, env=environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
async def rig(door: Door, nats_server: EmbeddedNats, keys: Keys) -> Rig:
    return Rig(door, nats_server, keys)


async def killed_on_the_way(rig: Rig, person: Person, job_id: str, kills: int) -> wire.Job:
    """The job once it has ended, after so many processes that were killed while it went on."""
    seen = 0
    for _ in range(kills):
        with rig.process() as process:

            async def further(seen: int = seen) -> bool:
                return (await person.job(job_id)).done > seen

            await until(further, seconds=60)
            process.send_signal(signal.SIGKILL)
            process.wait()
        job = await person.job(job_id)
        assert job.state == wire.JOB_STATE_RUNNING, "it was to be killed before the end"
        seen = job.done
    with rig.process():
        return await person.ended(job_id)


@asynccontextmanager
async def held(door: Door, operator: str, place: int) -> AsyncIterator[int]:
    """Somebody else changes where the player at this place stands, which is written last; tells that one's session."""
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(_HOLD, {"operator": UUID(operator), "place": place})
        yield int(await uow.connection.scalar(text("SELECT pg_backend_pid()")) or 0)


_HOLD = text("""
    SELECT player_id FROM standings
    WHERE operator_id = :operator AND player_id = (
        SELECT player_id FROM standings WHERE operator_id = :operator ORDER BY player_id OFFSET :place LIMIT 1
    )
    FOR UPDATE
""")
_WAITING = "SELECT pid FROM pg_stat_activity WHERE :holder = ANY (pg_blocking_pids(pid))"


async def test_a_bulk_action_whose_process_is_killed_does_each_player_once(rig: Rig) -> None:
    operator = await rig.door.operator()
    await crowd(rig.door, operator, PLAYERS)
    person = Person(rig.door, operator)
    job = await person.bulk(tagging("x"), PLAYERS)
    for step in (0, 1, 3):
        async with held(rig.door, operator, step * STEP + STEP // 2) as holder:
            with rig.process() as process:

                async def waits(holder: int = holder) -> bool:
                    return bool(await rig.door.rows(_WAITING, holder=holder))

                await until(waits, seconds=60)
                process.send_signal(signal.SIGKILL)
                process.wait()
            job = await person.job(job.job_id)
            assert (job.state, job.done) == (wire.JOB_STATE_RUNNING, step * STEP)
    with rig.process():
        job = await person.ended(job.job_id)
    assert (job.state, job.done, job.failed, job.unchanged) == (wire.JOB_STATE_DONE, PLAYERS, 0, 0)
    results = await person.results(job.job_id)
    assert len(results) == len({result.player_id for result in results}) == PLAYERS
    [tagged] = await rig.door.rows("SELECT count(*) AS n FROM player_tags WHERE operator_id = :o", o=UUID(operator))
    [changed] = await rig.door.rows(
        "SELECT count(*) AS n FROM outbox WHERE subject = :s", s=f"daybook.events.players.player_changed.{operator}"
    )
    assert (tagged.n, changed.n) == (PLAYERS, PLAYERS)
    assert [one.action for one in await person.told()] == ["bulk.start", "bulk.finish"]


async def test_an_export_whose_process_is_killed_has_each_player_once(rig: Rig) -> None:
    operator, slices = await rig.door.operator(), 8
    await crowd(rig.door, operator, 1000)
    # As many as make several slices, written where they are kept: registering them would take most of the test.
    async with rig.door.database.unit_of_work() as uow:
        await uow.connection.exec_driver_sql(_MULTIPLY.format(copies=slices * SLICE // 1000 - 1))
    person = Person(rig.door, operator)
    started = await person.export(sort="PLAYER_SORT_EXTERNAL_ID_ASC", columns=["external_id", "registered_at", "ggr"])
    job = await killed_on_the_way(rig, person, started.job_id, 2)
    assert (job.state, job.done, job.total) == (wire.JOB_STATE_DONE, slices * SLICE, slices * SLICE)
    content = await person.file(job.job_id)
    assert len(content) == job.size_bytes
    found = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]
    assert len(found) == len(set(found)) == slices * SLICE
    assert found == sorted(found)
    assert timedelta(0) < job.expires_at.ToDatetime() - job.finished_at.ToDatetime() <= timedelta(hours=24)


# Copies of every player of the newest operator, with accounts, under names of their own.
_MULTIPLY = """
    WITH copied AS MATERIALIZED (
        SELECT p, gen_random_uuid() AS player_id, p.external_id || '-' || lpad(n::text, 3, '0') AS external_id
        FROM players AS p, generate_series(1, {copies}) AS n
        WHERE p.operator_id = (SELECT operator_id FROM players ORDER BY player_id DESC LIMIT 1)
    ), named AS (
        INSERT INTO players
        SELECT (jsonb_populate_record(p, jsonb_build_object('player_id', player_id, 'external_id', external_id))).*
        FROM copied
    )
    INSERT INTO accounts
    SELECT (jsonb_populate_record(a, jsonb_build_object('player_id', c.player_id))).*
    FROM copied AS c
    JOIN accounts AS a ON a.operator_id = (c.p).operator_id AND a.player_id = (c.p).player_id
"""
