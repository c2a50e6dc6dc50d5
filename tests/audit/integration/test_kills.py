"""kill -9 of a real audit process under load, again and again: everything is recorded exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from daybook.gateway.v1.events_pb2 import OperatorChanged
from nats.aio.client import Client

from deploy.local.nats import EmbeddedNats
from services.audit.domain.checkpoint import read
from tests.audit.world import ORIGIN, AuditProcess, Log, Source, Tenant, running, suspension
from tests.conftest import Keys
from tests.polling import until

BACKLOG = 1500
MakeSource = Callable[[str], Source]


async def announce(source: Source, log: Log, stop: asyncio.Event) -> int:
    """Announces suspensions in small commits, each with an event without an action, until told to stop.

    It keeps a backlog in front of the audit service without burying it.
    """
    tenant, privileged = Tenant(), 0

    async def wanted() -> bool:
        return stop.is_set() or await log.size() > privileged - BACKLOG

    while not stop.is_set():
        batch = [suspension(tenant, f"player-{privileged + n}") for n in range(20)]
        privileged += len(batch)
        events = [("player_suspended", tenant.operator, message) for message in batch]
        other = ("operator_changed", tenant.operator, OperatorChanged(operator_id=str(tenant.operator)))
        await source.announce([*events, other])
        await until(wanted, 120)
    return privileged


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("replicas", "kills"), [(1, 10), (2, 5)])
async def test_killed_at_random_moments_it_loses_nothing_and_repeats_nothing(
    replicas: int,
    kills: int,
    make_database: Callable[[str], str],
    make_source: MakeSource,
    nats_server: EmbeddedNats,
    nats_client: Client,
    keys: Keys,
    tmp_path: Path,
) -> None:
    random, url = Random(replicas), make_database("audit")
    processes = [AuditProcess(url, nats_server.url, keys.public_keys_file, tmp_path / str(n)) for n in range(replicas)]
    for process in processes[1:]:
        process.share_identity(processes[0])
    log = Log(url, processes[0].copies, processes[0].key)
    sources, stop = [make_source("one"), make_source("two")], asyncio.Event()
    await nats_client.jetstream().purge_stream("DAYBOOK_EVENTS")
    try:
        async with running(*(source.relay for source in sources)):
            announcing = [asyncio.create_task(announce(source, log, stop)) for source in sources]
            for process in processes:
                process.start()
            for _ in range(kills):
                await _killed(random.choice(processes), log, random.choice([0, 1, 100, 400]))
            stop.set()
            expected = sum([await task for task in announcing])
            await until(lambda: _recorded(log, expected), 120)
            await until(lambda: _signed(log, expected), 30)
    finally:
        for process in processes:
            process.kill()
    ids = {row.event_id for row in await log.entries()}
    await log.assert_whole(list(ids))
    for source in sources:
        everything = await source.ids()
        rows = await log.rows(
            "SELECT event_id FROM entries WHERE source LIKE :source ORDER BY source_seq",
            source=f"/daybook/{source.database.service}/%",
        )
        assert [row.event_id for row in rows] == [each for each in everything if each in ids]
        (mark,) = await log.rows(
            "SELECT seq FROM sources WHERE source LIKE :source", source=f"/daybook/{source.database.service}/%"
        )
        assert mark.seq == len(everything)
    (latest,) = await log.rows("SELECT note, root FROM checkpoints ORDER BY size DESC, signed_at DESC LIMIT 1")
    (head,) = await log.rows("SELECT root FROM log_head")
    assert read(latest.note, ORIGIN, log.key.public_key()).root == head.root == latest.root
    verdict = await log.verify()
    assert (verdict.fault, verdict.size) == (None, expected)
    assert not await log.rows("SELECT source FROM parked")
    await log.database.close()


async def _killed(process: AuditProcess, log: Log, after: int) -> None:
    """Kills a process once so many more entries are there, and starts it again."""
    target = await log.size() + after
    await until(lambda: _recorded(log, target), 60)
    process.kill()
    process.start()


async def _recorded(log: Log, count: int) -> bool:
    return await log.size() >= count


async def _signed(log: Log, count: int) -> bool:
    return bool(await log.rows("SELECT size FROM checkpoints WHERE size = :count", count=count))
