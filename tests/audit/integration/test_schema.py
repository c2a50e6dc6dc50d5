"""The schema: migrations give what tables.py says, and the log cannot be changed, by whomever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from deploy.local.postgres import EmbeddedPostgres
from kit import clock
from kit.db import Database
from kit.ids import uuid7
from kit.tables import metadata as kit_tables
from services.audit import convert
from services.audit.domain.entries import Announced
from services.audit.service.recording import Recorder
from services.audit.tables import metadata
from tests.audit.world import Log, Tenant, suspension


def some(count: int, start: int = 1) -> list[Announced]:
    """Events of one source."""
    payload = suspension(Tenant(), "p").SerializeToString()
    numbers = range(start, start + count)
    return [Announced(uuid7(), "/daybook/x/e", n, "t", "", "", "player.suspend", payload) for n in numbers]


@pytest.fixture
async def filled(log: Log) -> Log:
    """A log with a few entries and a checkpoint."""
    async with log.database.unit_of_work() as uow:
        await log.recorder.record(uow.connection, some(5))
    assert await log.signer().sign()
    return log


async def test_migrations_give_the_tables_of_the_code(log: Log) -> None:
    expected = MetaData()
    for source in (metadata, kit_tables):
        for table in source.tables.values():
            table.to_metadata(expected)

    def compare(connection: Connection) -> list[Any]:
        # Partitions are made by the database, as `entries` says.
        options = {"include_object": lambda _, name, kind, *rest: not (name or "").startswith("entries_2")}
        context = MigrationContext.configure(connection, opts={**options, "compare_server_default": True})
        return list(compare_metadata(context, expected))

    async with log.database.read() as connection:
        assert await connection.run_sync(compare) == []


CHANGES = [
    "UPDATE entries SET reason = 'other'",
    "UPDATE entries SET reason = 'other' WHERE false",
    "DELETE FROM entries",
    "TRUNCATE entries",
    "UPDATE {part} SET raw = 'x'",
    "DELETE FROM {part}",
    "TRUNCATE {part}",
    "TRUNCATE {part}, parked",
    "UPDATE checkpoints SET note = 'other'",
    "DELETE FROM checkpoints",
    "TRUNCATE checkpoints",
    "DELETE FROM log_head",
    "TRUNCATE log_head",
    "UPDATE log_head SET size = size - 1",
    "UPDATE log_head SET root = 'x'",
    "INSERT INTO checkpoints (size, signed_at, root, frontier, note) VALUES (4, now(), 'x', '', 'x')",
    "INSERT INTO checkpoints (size, signed_at, root, frontier, note) VALUES (5, now(), 'x', '', 'x')",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who", ["service", "superuser"])
async def test_nobody_changes_what_is_recorded(filled: Log, postgres: EmbeddedPostgres, change: str, who: str) -> None:
    """The service's role has no right to; a superuser, whom rights do not bind, meets the triggers."""
    url = make_url(filled.database.url)
    if who == "superuser":
        url = url.set(username="postgres", password=postgres.password)
    database = Database(url.render_as_string(hide_password=False), "audit", pooled=False)
    part = (await filled.rows("SELECT tableoid::regclass::text AS part FROM entries LIMIT 1"))[0].part
    before = await filled.entries()
    with pytest.raises(DBAPIError) as refused:
        async with database.unit_of_work() as uow:
            await uow.connection.execute(text(change.format(part=part)))
    state = refused.value.orig.sqlstate  # type: ignore[union-attr]
    assert state in ("42501", "23000"), refused.value
    assert await filled.entries() == before
    assert (await filled.verify()).fault is None
    await database.close()


async def test_every_partition_is_guarded(filled: Log) -> None:
    async with filled.database.unit_of_work() as uow:
        await uow.connection.execute(text("SELECT make_entries_partition('2040-12-31T23:00:00Z')"))
    rows = await filled.rows(
        "SELECT inhrelid::regclass::text AS part, (SELECT count(*) FROM pg_trigger"
        "  WHERE tgrelid = inhrelid AND tgname = 'append_only' AND tgenabled = 'O') AS triggers,"
        " has_table_privilege(inhrelid, 'UPDATE') OR has_table_privilege(inhrelid, 'DELETE')"
        " OR has_table_privilege(inhrelid, 'TRUNCATE') AS open FROM pg_inherits"
        " WHERE inhparent = 'entries'::regclass"
    )
    assert {"entries_2040_12"} < {row.part for row in rows}
    assert all(row.triggers == 1 and not row.open for row in rows)


async def test_a_role_that_owns_nothing_can_do_the_work_and_no_more(
    filled: Log, postgres: EmbeddedPostgres, make_database: Callable[[str], str]
) -> None:
    """As production runs it: the owner migrates, the service has the grants of grant_audit_runtime."""
    url = make_url(filled.database.url)
    postgres.ensure_role("audit_runtime", "test-only")
    postgres.execute(f'GRANT CONNECT ON DATABASE "{url.database}" TO audit_runtime;')
    async with filled.database.unit_of_work() as uow:
        await uow.connection.execute(text("SELECT grant_audit_runtime('audit_runtime')"))
    runtime = Database(url.set(username="audit_runtime").render_as_string(hide_password=False), "audit", pooled=False)
    ours = Log(runtime.url, filled.folder, filled.key)
    later = clock.now().replace(year=2041)
    ours.recorder = Recorder(convert.read, lambda: later)
    async with runtime.unit_of_work() as uow:
        await ours.recorder.record(uow.connection, some(3, start=6))
    assert await ours.signer().sign()
    assert (await ours.verify()).size == 8
    for change in (
        "UPDATE entries SET reason = 'x'",
        "DELETE FROM checkpoints",
        "TRUNCATE entries",
        "ALTER TABLE entries DISABLE TRIGGER ALL",
        "DROP TABLE entries",
        "DROP TRIGGER append_only ON checkpoints",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DBAPIError) as refused:
            async with runtime.unit_of_work() as uow:
                await uow.connection.execute(text(change))
        assert refused.value.orig.sqlstate == "42501"  # type: ignore[union-attr]
    await runtime.close()
    await ours.database.close()
