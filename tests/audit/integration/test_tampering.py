"""Tampering by somebody with every right on the database: verification finds it and names the entry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.db import Database
from services.audit.domain.checkpoint import Checkpoint, sign
from services.audit.domain.merkle import Frontier, leaf_hash
from services.audit.repository.copies import Copies
from tests.audit.integration.test_signing import NOW, files, forge, grow, superuser
from tests.audit.world import ORIGIN, Log

__all__ = ["superuser"]


@pytest.fixture
async def filled(log: Log) -> Log:
    """Twelve entries under checkpoints of sizes 4, 8 and 12."""
    signer = log.signer()
    for _ in range(3):
        await grow(log, 4)
        await signer.sign()
    assert (await log.verify()).fault is None
    return log


RAW = "UPDATE entries SET raw = set_byte(raw, {at}, get_byte(raw, {at}) # 1)"


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (RAW.format(at=0) + " WHERE leaf_index = 6", 6),
        (RAW.format(at=60) + " WHERE leaf_index = 0", 0),
        (RAW.format(at=200) + " WHERE leaf_index = 11", 11),
        ("UPDATE entries SET leaf_hash = set_byte(leaf_hash, 3, 7) WHERE leaf_index = 5", 5),
        ("UPDATE entries SET actor_id = 'somebody else' WHERE leaf_index = 9", 9),
        ("UPDATE entries SET reason = '' WHERE leaf_index = 3", 3),
        ("UPDATE entries SET at = at + interval '1 microsecond' WHERE leaf_index = 3", 3),
        ("UPDATE entries SET operator_id = NULL WHERE leaf_index = 2", 2),
        ("UPDATE entries SET flags = 'bad_value' WHERE leaf_index = 2", 2),
        ("UPDATE entries SET change_count = 0 WHERE leaf_index = 2", 2),
        ("DELETE FROM entries WHERE leaf_index = 7", 7),
        ("DELETE FROM entries WHERE leaf_index >= 10", 10),
        ("DELETE FROM entries", 0),
        ("UPDATE entries SET leaf_index = 7 - leaf_index WHERE leaf_index IN (3, 4)", 3),
        (
            "UPDATE entries SET raw = other.raw, leaf_hash = other.leaf_hash FROM entries AS other"
            " WHERE entries.leaf_index IN (5, 6) AND other.leaf_index = 11 - entries.leaf_index",
            5,
        ),
    ],
)
async def test_a_change_is_found_and_the_entry_named(
    filled: Log, superuser: Database, statement: str, index: int
) -> None:
    await forge(superuser, statement)
    fault = (await filled.verify()).fault
    assert fault is not None
    assert fault.index == index
    assert str(index) in fault.problem


async def test_every_column_is_bound_to_the_bytes(filled: Log, superuser: Database) -> None:
    """Whatever column of an entry is changed, it shows."""
    kinds = {"text": "'~'", "integer": "99", "bigint": "99", "uuid": "gen_random_uuid()"}
    kinds |= {"timestamp with time zone": "'2026-01-01T00:00:00Z'", "bytea": "'x'"}
    columns = await filled.rows(
        "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'entries'"
    )
    assert len(columns) == 29
    for column in columns:
        if column.name in ("recorded_at", "leaf_index"):
            continue  # the order of the log: below
        row = (await filled.rows(f'SELECT "{column.name}" AS value FROM entries WHERE leaf_index = 4'))[0]
        await forge(superuser, f'UPDATE entries SET "{column.name}" = {kinds[column.type]} WHERE leaf_index = 4')
        fault = (await filled.verify()).fault
        assert fault is not None, column.name
        assert fault.index == 4, column.name
        async with superuser.unit_of_work() as uow:
            await uow.connection.execute(text("SET LOCAL session_replication_role = replica"))
            await uow.connection.execute(
                text(f'UPDATE entries SET "{column.name}" = :value WHERE leaf_index = 4'), {"value": row.value}
            )
    assert (await filled.verify()).fault is None


async def test_a_changed_time_of_recording_is_found(filled: Log, superuser: Database) -> None:
    await forge(
        superuser, "UPDATE entries SET recorded_at = recorded_at - interval '1 microsecond' WHERE leaf_index = 6"
    )
    assert (await filled.verify()).fault is not None


async def rewritten(log: Log, superuser: Database, keep: int) -> tuple[int, bytes]:
    """The log as an insider would rewrite it: entry 5 changed, all hashes, the head and the frontier made anew."""
    rows = (await log.entries())[:keep]
    frontier = Frontier()
    async with superuser.unit_of_work() as uow:
        await uow.connection.execute(text("SET LOCAL session_replication_role = replica"))
        for row in rows:
            raw = row.raw.replace(b"chargebacks", b"a courtesy!") if row.leaf_index == 5 else row.raw
            frontier.append(leaf_hash(raw))
            await uow.connection.execute(
                text("UPDATE entries SET raw = :raw, leaf_hash = :leaf, reason = :reason WHERE leaf_index = :index"),
                {
                    "raw": raw,
                    "leaf": leaf_hash(raw),
                    "reason": "a courtesy!" if row.leaf_index == 5 else row.reason,
                    "index": row.leaf_index,
                },
            )
        await uow.connection.execute(text("DELETE FROM entries WHERE leaf_index >= :keep"), {"keep": keep})
        await uow.connection.execute(
            text("UPDATE log_head SET size = :size, frontier = :frontier, root = :root"),
            {"size": keep, "frontier": frontier.pack(), "root": frontier.root()},
        )
    return keep, frontier.root()


async def test_a_rewritten_history_contradicts_its_checkpoints(filled: Log, superuser: Database) -> None:
    await rewritten(filled, superuser, 12)
    fault = (await filled.verify()).fault
    assert fault is not None
    assert "of size 8 has another root: an entry between 4 and 7 was changed" in fault.problem


async def test_a_rewritten_history_without_checkpoints_contradicts_the_copies(filled: Log, superuser: Database) -> None:
    await rewritten(filled, superuser, 12)
    await forge(superuser, "DELETE FROM checkpoints")
    fault = (await filled.verify()).fault
    assert fault is not None
    assert fault.problem.startswith("the copy 00000000000000000008-")


async def test_a_truncated_tail_contradicts_the_copies(filled: Log, superuser: Database) -> None:
    """A head made right for fewer entries passes every check within the database."""
    rows, frontier = (await filled.entries())[:9], Frontier()
    for row in rows:
        frontier.append(leaf_hash(row.raw))
    await forge(superuser, "DELETE FROM entries WHERE leaf_index >= 9", "DELETE FROM checkpoints WHERE size > 9")
    async with superuser.unit_of_work() as uow:
        await uow.connection.execute(text("SET LOCAL session_replication_role = replica"))
        await uow.connection.execute(
            text("UPDATE log_head SET size = 9, frontier = :frontier, root = :root"),
            {"frontier": frontier.pack(), "root": frontier.root()},
        )
    fault = (await filled.verify()).fault
    assert fault is not None
    assert "covers 12 entries, the log ends after 9" in fault.problem


FORGED: list[tuple[str, Callable[[Log, Path], None]]] = [
    ("changed", lambda log, path: _replace(path, path.read_text().replace("\n8\n", "\n7\n"))),
    ("renamed", lambda log, path: path.rename(path.with_name(path.name.replace("08-", "06-"))) and None),
    ("of another log", lambda log, path: _replace(path, sign("other/log", Checkpoint(8, bytes(32)), log.key))),
    ("of another root", lambda log, path: _replace(path, sign(ORIGIN, Checkpoint(8, bytes(32)), log.key))),
]


def _replace(path: Path, note: str) -> None:
    path.unlink()
    path.write_text(note)


@pytest.mark.parametrize(("what", "forgery"), FORGED, ids=[name for name, _ in FORGED])
async def test_a_forged_copy_is_named(filled: Log, what: str, forgery: Callable[[Log, Path], None]) -> None:
    forgery(filled, files(filled)[1])
    fault = (await filled.verify()).fault
    assert fault is not None
    assert fault.problem.startswith("the copy 0000000000000000000")


async def test_a_forged_checkpoint_row_is_named(filled: Log, superuser: Database) -> None:
    await forge(superuser, "UPDATE checkpoints SET note = replace(note, '8', '9') WHERE size = 8")
    fault = (await filled.verify()).fault
    assert fault is not None
    assert fault.problem == "a checkpoint of size 8 is not what was signed"


async def test_bytes_alone_are_verified_faster_and_just_as_strictly(filled: Log, superuser: Database) -> None:
    await forge(superuser, "UPDATE entries SET reason = 'x' WHERE leaf_index = 4")
    assert (await filled.verify(columns=False)).fault is None
    await forge(superuser, RAW.format(at=30) + " WHERE leaf_index = 4")
    fault = (await filled.verify(columns=False)).fault
    assert fault is not None
    assert fault.index == 4


async def test_a_copy_for_more_than_there_is_shows_a_loss(filled: Log) -> None:
    Copies(filled.folder).write(40, NOW, sign(ORIGIN, Checkpoint(40, bytes(32)), filled.key))
    fault = (await filled.verify()).fault
    assert fault is not None
    assert "covers 40 entries, the log ends after 12" in fault.problem
