"""Checkpoints in the running log: when they are signed, where they go, and when signing is refused."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.engine import make_url

from deploy.local.postgres import EmbeddedPostgres
from kit.db import Database
from services.audit.domain.checkpoint import Checkpoint, read, sign
from services.audit.domain.merkle import EMPTY_ROOT, Frontier
from services.audit.errors import LogInconsistent
from services.audit.repository.copies import Copies
from services.audit.repository.log import Head, move_head
from tests.audit.integration.test_schema import some
from tests.audit.world import ORIGIN, Log, running
from tests.polling import until

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


async def grow(log: Log, count: int) -> None:
    """Adds entries."""
    start = await log.size() + 1
    async with log.database.unit_of_work() as uow:
        await log.recorder.record(uow.connection, some(count, start))


def files(log: Log) -> list[Path]:
    """The copies, oldest first."""
    return sorted(log.folder.rglob("*.checkpoint"), key=lambda path: path.name)


async def test_the_empty_log_is_signed_and_then_only_growth_or_an_hour(log: Log) -> None:
    moment = NOW
    signer = log.signer(clock=lambda: moment)
    first = await signer.sign()
    assert first is not None
    assert (first.size, first.root) == (0, EMPTY_ROOT)
    moment = NOW + timedelta(minutes=59)
    assert await signer.sign() is None
    moment = NOW + timedelta(minutes=60)
    idle = await signer.sign()
    assert idle is not None
    assert (idle.size, idle.note, idle.signed_at) == (0, first.note, moment)
    await grow(log, 3)
    grown = await signer.sign()
    assert grown is not None
    assert grown.size == 3
    assert await signer.sign() is None
    assert (await log.verify()).checkpoints == 2


async def test_each_is_copied_once_and_never_written_again(log: Log) -> None:
    signer = log.signer(clock=lambda: NOW)
    await signer.sign()
    await grow(log, 2)
    second = await signer.sign()
    assert second is not None
    paths = files(log)
    assert [path.relative_to(log.folder).as_posix() for path in paths] == [
        "2026/03/02/00000000000000000000-093000000000.checkpoint",
        "2026/03/02/00000000000000000002-093000000000.checkpoint",
    ]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o444 for path in paths)
    assert paths[1].read_text() == second.note
    assert read(second.note, ORIGIN, log.key.public_key()) == Checkpoint(2, second.root)
    with pytest.raises(FileExistsError):
        Copies(log.folder).write(2, NOW, "another")
    assert paths[1].read_text() == second.note


async def test_without_its_copy_a_checkpoint_is_not_given(log: Log) -> None:
    log.folder.parent.mkdir(exist_ok=True)
    log.folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"exist|directory"):
        await log.signer().sign()
    assert not await log.rows("SELECT size FROM checkpoints")


async def test_two_signers_sign_each_size_once(log: Log) -> None:
    one, two = log.signer(), log.signer()
    async with running(one, two):
        for _ in range(5):
            await grow(log, 4)
            size = await log.size()

            async def signed(size: int = size) -> bool:
                return bool(await log.rows("SELECT size FROM checkpoints WHERE size = :size", size=size))

            await until(signed)
    rows = await log.rows("SELECT size FROM checkpoints ORDER BY signed_at")
    assert [row.size for row in rows] == sorted({row.size for row in rows})
    assert (await log.verify()).fault is None


async def test_growth_beside_the_signer_never_breaks_a_checkpoint(log: Log) -> None:
    signer = log.signer()
    async with running(signer):
        await asyncio.gather(*(grow_safely(log, n) for n in range(30)))
        size = await log.size()

        async def signed() -> bool:
            return bool(await log.rows("SELECT size FROM checkpoints WHERE size = :size", size=size))

        await until(signed)
    verdict = await log.verify()
    assert (verdict.fault, verdict.size) == (None, 30 * 7)


async def grow_safely(log: Log, n: int) -> None:
    """Adds seven entries of a source of their own."""
    events = some(7)
    async with log.database.unit_of_work() as uow:
        await log.recorder.record(uow.connection, [replace(event, source=f"/daybook/s{n}/e") for event in events])


@pytest.fixture
async def superuser(log: Log, postgres: EmbeddedPostgres) -> AsyncIterator[Database]:
    """The audit database as a superuser with the triggers switched off: the worst that can happen to it."""
    url = make_url(log.database.url).set(username="postgres", password=postgres.password)
    database = Database(url.render_as_string(hide_password=False), "audit", pooled=False)
    yield database
    await database.close()


async def forge(superuser: Database, *statements: str) -> None:
    """Changes the log behind the triggers' back."""
    async with superuser.unit_of_work() as uow:
        await uow.connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await uow.connection.execute(text(statement))


async def test_a_log_that_lost_entries_is_not_signed(log: Log, superuser: Database) -> None:
    await grow(log, 5)
    signer = log.signer()
    await signer.sign()
    await grow(log, 5)
    await forge(superuser, "DELETE FROM entries WHERE leaf_index = 7")
    with pytest.raises(LogInconsistent, match="Entry 7 is missing"):
        await signer.sign()
    assert [row.size for row in await log.rows("SELECT size FROM checkpoints")] == [5]


async def test_a_log_whose_leaves_were_exchanged_is_not_signed(log: Log, superuser: Database) -> None:
    await grow(log, 5)
    await forge(superuser, "UPDATE entries SET leaf_hash = sha256('x') WHERE leaf_index = 2")
    with pytest.raises(LogInconsistent, match="does not follow from the entries"):
        await log.signer().sign()


async def test_a_log_shorter_than_its_checkpoint_is_not_signed(log: Log, superuser: Database) -> None:
    await grow(log, 5)
    signer = log.signer()
    await signer.sign()
    empty = "UPDATE log_head SET size = 0, frontier = '', root = sha256('')"
    await forge(superuser, "DELETE FROM entries", empty)
    with pytest.raises(LogInconsistent, match="A checkpoint covers 5 entries"):
        await signer.sign()


async def test_a_log_restored_from_before_a_published_checkpoint_is_not_signed(log: Log, superuser: Database) -> None:
    """The database knows nothing of the checkpoint any more; the write-once copy does."""
    await grow(log, 5)
    await log.signer().sign()
    restore = ("DELETE FROM checkpoints", "DELETE FROM entries", "DELETE FROM sources")
    await forge(superuser, *restore, "UPDATE log_head SET size = 0, frontier = '', root = sha256('')")
    with pytest.raises(LogInconsistent, match="of 5 entries is published, the log has 0"):
        await log.signer().sign()
    await grow(log, 9)
    with pytest.raises(LogInconsistent, match="published checkpoint of size 5 has another root"):
        await log.signer().sign()
    assert not await log.rows("SELECT size FROM checkpoints")
    fault = (await log.verify()).fault
    assert fault is not None
    assert "of size 5 has another root" in fault.problem


async def test_a_copy_left_by_a_crash_before_its_commit_is_found_in_the_log(log: Log) -> None:
    await grow(log, 3)
    await log.signer().sign()
    await grow(log, 3)
    (head,) = await log.rows("SELECT size, root FROM log_head")
    Copies(log.folder).write(6, NOW, sign(ORIGIN, Checkpoint(6, head.root), log.key))
    (log.folder / "2026" / "03" / "02" / "00000000000000000007-100000000000.checkpoint").touch()  # cut short
    await grow(log, 3)
    signed = await log.signer().sign()
    assert signed is not None
    assert signed.size == 9
    assert (await log.verify()).fault is None


async def test_a_copy_signed_by_another_key_stops_signing(log: Log) -> None:
    await grow(log, 3)
    Copies(log.folder).write(3, NOW, sign(ORIGIN, Checkpoint(3, bytes(32)), Ed25519PrivateKey.generate()))
    with pytest.raises(LogInconsistent, match="not one of this log and key"):
        await log.signer().sign()


async def test_an_older_copy_is_checked_against_the_whole_log(log: Log, superuser: Database) -> None:
    """A replica whose own folder stopped earlier: what is there must still be in the log."""
    await grow(log, 4)
    await log.signer().sign()
    await grow(log, 4)
    elsewhere = Log(log.database.url, log.folder.with_name("elsewhere"), log.key)
    await elsewhere.signer().sign()
    assert (await log.signer().sign()) is None
    await grow(log, 1)
    assert await log.signer().sign()
    await forge(superuser, "DELETE FROM checkpoints WHERE size IN (4, 9)")
    (log.folder / files(log)[-1]).unlink()
    assert await log.signer().sign()
    await elsewhere.database.close()


async def test_the_database_itself_refuses_a_head_that_goes_back(log: Log) -> None:
    await grow(log, 3)
    with pytest.raises(Exception, match="the log only grows"):
        async with log.database.unit_of_work() as uow:
            await move_head(uow.connection, Head(Frontier(), EMPTY_ROOT, NOW))
