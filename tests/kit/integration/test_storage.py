"""Keyset pages, repeated requests and the kit's schema, on a real database."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from daybook.players.v1 import players_service_pb2
from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid, insert, select, text

from kit import paging
from kit.db import Database
from kit.errors import BadCursor, RequestReused
from kit.events import Event
from kit.ids import uuid7
from kit.requests import once
from kit.tables import metadata as kit_tables
from tests.conftest import MakeDatabase

rows = Table(
    "rows",
    MetaData(),
    Column("at", DateTime(timezone=True)),
    Column("id", Uuid, primary_key=True),
    Column("n", BigInteger),
    Column("word", Text),
)


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("kit"), "kit")
    async with database.unit_of_work() as uow:
        await uow.connection.run_sync(rows.metadata.create_all)
        # Five rows share each time, so that the id must break ties.
        values = [
            {"at": datetime(2026, 1, 1 + n // 5, tzinfo=UTC), "id": uuid7(), "n": n, "word": f"word {n}"}
            for n in range(42)
        ]
        await uow.connection.execute(insert(rows), values)
    yield database
    await database.close()


@pytest.mark.parametrize("descending", [True, False])
async def test_pages_cover_every_row_once(database: Database, descending: bool) -> None:
    keyset = paging.Keyset("rows", [rows.c.at, rows.c.id], descending=descending)
    seen: list[int] = []
    cursor = ""
    async with database.read() as connection:
        while True:
            page = await keyset.page(connection, select(rows.c.n), cursor, 7)
            seen += [row.n for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
    assert seen == sorted(range(42), reverse=descending)


@pytest.mark.parametrize("cursor", ["x", "!!!", "WyJvdGhlciJd", "W10", "eyJhIjoxfQ", "WyJyb3dzIiwieCIsInkiXQ"])
async def test_a_foreign_or_broken_cursor_is_refused(database: Database, cursor: str) -> None:
    keyset = paging.Keyset("rows", [rows.c.at, rows.c.id], descending=True)
    async with database.read() as connection:
        with pytest.raises(BadCursor):
            await keyset.page(connection, select(rows.c.n), cursor, 7)


def forged(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(["rows", *values]).encode()).decode().rstrip("=")


AT, ID = "2026-01-01T00:00:00+00:00", "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "values",
    [
        ("2026-01-01T00:00:00", ID, 1, "a"),  # of no time zone
        ("0001-01-01T00:00:00+23:59", ID, 1, "a"),  # before the calendar begins, in UTC
        (AT, "x", 1, "a"),
        (AT, ID, 2**63, "a"),
        (AT, ID, True, "a"),
        (AT, ID, 1, "a\0"),
        (AT, ID, 1, "\ud800"),
        (AT, ID, 1, ["a"]),
    ],
)
async def test_a_forged_cursor_is_refused_and_is_no_failure_of_the_database(
    database: Database, values: tuple[object, ...]
) -> None:
    keyset = paging.Keyset("rows", [rows.c.at, rows.c.id, rows.c.n, rows.c.word], descending=True)
    async with database.read() as connection:
        page = await keyset.page(connection, select(rows.c.n), forged(AT, ID, 2**62, "a"), 7)
        assert page.rows == []
        with pytest.raises(BadCursor):
            await keyset.page(connection, select(rows.c.n), forged(*values), 7)
        with pytest.raises(BadCursor):
            await keyset.page(connection, select(rows.c.n), "W1tb" * 4000, 7)


async def test_a_total_is_exact_up_to_its_cap(database: Database) -> None:
    async with database.read() as connection:
        assert await paging.count(connection, select(rows)) == paging.Total(42, False)
        assert await paging.count(connection, select(rows), cap=10) == paging.Total(10, True)


async def test_a_repeated_request_is_done_once_even_at_the_same_time(database: Database) -> None:
    tenant, done = str(uuid7()), []
    request = players_service_pb2.SuspendPlayerRequest(request_id=str(uuid7()), reason="fraud")

    async def attempt() -> str:
        async with database.unit_of_work() as uow:

            async def answer() -> players_service_pb2.SuspendPlayerResponse:
                done.append(1)
                response = players_service_pb2.SuspendPlayerResponse()
                response.player.username = f"answer {len(done)}"
                return response

            response = await once(uow, tenant, request, players_service_pb2.SuspendPlayerResponse, answer)
            return response.player.username

    answers = await asyncio.gather(*(attempt() for _ in range(5)))
    assert set(answers) == {"answer 1"}
    assert done == [1]
    request.reason = "something else"
    with pytest.raises(RequestReused):
        await attempt()


async def test_the_migrated_schema_is_the_declared_one(database: Database) -> None:
    def differences(connection: object) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})  # type: ignore[arg-type]
        return [d for d in compare_metadata(context, kit_tables) if d[0] not in ("remove_table", "remove_index")]

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_what_fails_in_a_savepoint_leaves_neither_rows_nor_events(database: Database) -> None:
    def event(name: str) -> Event:
        return Event(name, uuid7(), players_service_pb2.GetPlayerRequest())

    async with database.unit_of_work() as uow:
        before = (await uow.connection.execute(text("SELECT coalesce(max(n), 0) FROM outbox"))).scalar_one()
        uow.outbox.add(event("first"))
        with pytest.raises(ZeroDivisionError):
            async with uow.savepoint():
                await uow.connection.execute(insert(rows).values(id=uuid7(), n=-1))
                uow.outbox.add(event("taken_back"))
                _ = 1 // 0
        async with uow.savepoint():
            await uow.connection.execute(insert(rows).values(id=uuid7(), n=-2))
            uow.outbox.add(event("second"))
    async with database.unit_of_work() as uow:
        told = await uow.connection.execute(
            text("SELECT split_part(subject, '.', 4) FROM outbox WHERE n > :before ORDER BY n"), {"before": before}
        )
        assert list(told.scalars()) == ["first", "second"]
        kept = await uow.connection.execute(text("DELETE FROM rows WHERE n < 0 RETURNING n"))
        assert list(kept.scalars()) == [-2]
