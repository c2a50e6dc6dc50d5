"""The schema: migrations agree with tables, partitions are made in time, and every list runs on an index."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Select, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock
from kit import tables as kit_tables
from kit.db import Database
from kit.ids import uuid7
from kit.month import Month
from kit.paging import Keyset
from services.players import tables
from services.players.domain.ban import BanScope
from services.players.domain.listing import BY_MONEY, Amounts, Order, PlayerFilter, SortBy, Span
from services.players.domain.player import PlayerStatus
from services.players.repository import history, listing, recording, sessions
from services.players.repository.partitions import Partitions
from tests.conftest import MakeDatabase


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players")
    yield database
    await database.close()


async def test_migrations_and_tables_agree(database: Database) -> None:
    both = MetaData()
    for metadata in (kit_tables.metadata, tables.metadata):
        for table in metadata.tables.values():
            table.to_metadata(both)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _not_partition})
        return list(compare_metadata(context, both))

    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    assert [difference for difference in found if "alembic_version" not in str(difference)] == []


def _not_partition(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    table = thing.name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith(("bets_", "movements_"))


async def test_every_key_begins_with_the_tenant(database: Database) -> None:
    async with database.read() as connection:
        rows = await connection.execute(
            text(
                "SELECT t.relname AS table, i.relname AS index, a.attname AS first FROM pg_index x"
                " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid"
                " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]"
                # Summaries of stretches of a table are no keys: the query looks at each row's operator itself.
                " JOIN pg_am m ON m.oid = i.relam AND m.amname <> 'brin'"
                " WHERE t.relname = ANY(:ours)"
            ),
            {"ours": [table.name for table in tables.metadata.tables.values()]},
        )
        found = {(row.table, row.index): row.first for row in rows}
    assert len(found) > 15
    assert set(found.values()) == {"operator_id"}


async def test_partitions_are_made_once_by_however_many(database: Database) -> None:
    now = clock.now()
    wanted = [Month(2001, month) for month in range(1, 13)]
    await asyncio.gather(*(Partitions(database).ensure(wanted, now) for _ in range(6)))
    async with database.read() as connection:
        rows = await connection.execute(
            text(
                "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
                " WHERE inhparent IN ('bets'::regclass, 'movements'::regclass)"
            )
        )
        names = [row.name for row in rows]
    assert len(names) == len(set(names))
    assert {f"bets_2001_{month:02}" for month in range(1, 13)} <= set(names)
    for table in ("bets", "movements"):
        month = Month(now.year, now.month)
        for _ in range(3):
            assert f"{table}_{month.year}_{month.month:02}" in names
            month = month.next


async def test_a_bet_of_a_month_without_partition_is_an_error_not_lost(database: Database) -> None:
    with pytest.raises(DBAPIError, match="no partition"):
        async with database.unit_of_work() as uow:
            values: dict[str, Any] = dict.fromkeys(("round_id", "game", "provider", "currency", "bet_id"), "x")
            values |= {"operator_id": uuid7(), "player_id": uuid7(), "status": 1, "stake": 1}
            await uow.connection.execute(
                tables.bets.insert().values(placed_at=datetime(2002, 6, 1, tzinfo=UTC), **values)
            )


OPERATOR, BUSY = UUID(int=1), UUID(int=2)

# Enough rows, of two operators, that a plan which reads a whole table would show.
_FILL = f"""
INSERT INTO players (operator_id, player_id, external_id, username, username_folded, first_name, last_name, email,
    phone, country, region, language, currency, registration_ip, registered_at, status, suspended_at, revision)
SELECT o, lpad(to_hex(i), 32, '0')::uuid, 'e' || i, 'user' || i, 'user' || i, '', '', 'e' || i || '@mail.example',
    '+55' || i, 'BR', '', '', 'BRL', '', '2024-01-01'::timestamptz + i * interval '1 minute',
    CASE WHEN i % 400 = 0 THEN 'suspended' ELSE 'active' END, CASE WHEN i % 400 = 0 THEN now() END, 1
FROM unnest(ARRAY['{OPERATOR}', '{UUID(int=9)}']::uuid[]) AS o, generate_series(1, 20000) AS i;
INSERT INTO accounts SELECT operator_id, player_id, 'BR', registered_at, false, 0, 0, NULL FROM players;
INSERT INTO recorded SELECT operator_id, 5, external_id, player_id, 0, registered_at FROM players;
INSERT INTO player_search SELECT operator_id, player_id, username_folded FROM players;
INSERT INTO wallets SELECT operator_id, player_id, 'BRL', 0, 0, 0, 0, 0, 0, 0, 0, now() FROM players;
INSERT INTO standings SELECT operator_id, player_id, registered_at, false, 'BRL', 0, 0, 0, 0, 0, registered_at, status,
    'BR' FROM players;
INSERT INTO standings_sample SELECT * FROM standings WHERE get_byte(uuid_send(player_id), 15) < 4;
INSERT INTO traces SELECT operator_id, 2, '192.0.2.' || right(external_id, 2), player_id, now(), now() FROM players;
INSERT INTO bets SELECT '{OPERATOR}', '{BUSY}', '2001-01-01'::timestamptz + i * interval '20 minutes', 'b' || i, '',
    'g', '', 1, 'BRL', 1 FROM generate_series(1, 20000) AS i;
INSERT INTO movements SELECT '{OPERATOR}', '{BUSY}', now(), i, 1, 'BRL', 1, 1, '', '', now()
FROM generate_series(1, 20000) AS i;
INSERT INTO sessions SELECT '{OPERATOR}', 's' || i, '{BUSY}', now() + i * interval '1 second', NULL, '', '', '', ''
FROM generate_series(1, 20000) AS i;
ANALYZE
"""


@pytest.fixture(scope="module")
async def filled(database: Database) -> Database:
    await Partitions(database).ensure([Month(2001, month) for month in range(1, 13)], clock.now())
    async with database.unit_of_work() as uow:
        for statement in _FILL.split(";"):
            await uow.connection.execute(text(statement))
    return database


async def plan(connection: AsyncConnection, sql: str) -> str:
    rows = await connection.execute(text("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + sql.replace(":", "\\:")))
    return "\n".join(row[0] for row in rows)


def literal(query: Select[Any]) -> str:
    return str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]


class Captured(Exception):
    """The query that a page would have run."""


async def query_of(connection: AsyncConnection, keyset: Keyset, query: Select[Any]) -> Select[Any]:
    """What the keyset makes of a query."""
    statements: list[Select[Any]] = []

    class Listening:
        async def execute(self, statement: Select[Any]) -> Any:
            statements.append(statement)
            raise Captured

    with pytest.raises(Captured):
        await keyset.page(Listening(), query, "", 50)  # type: ignore[arg-type]
    return statements[0]


async def plans(database: Database, wanted: PlayerFilter, order: Order, cursor: str = "") -> list[str]:
    """The plans of what a page of the list asks, as it is asked."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    lists = Database(database.url, "players", pooled=False, settings=listing.PLANNING)
    async with lists.read() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await listing.page(connection, [OPERATOR], wanted, order, cursor, 50)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        shown = []
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", parameters)
            shown.append("\n".join(row[0] for row in rows))
    return shown


@pytest.mark.parametrize("by", SortBy)
@pytest.mark.parametrize("descending", [False, True])
async def test_each_order_of_players_walks_its_index(filled: Database, by: SortBy, descending: bool) -> None:
    wanted = PlayerFilter(currency="BRL") if by in BY_MONEY else PlayerFilter()
    async with filled.unit_of_work() as uow:
        first = await listing.page(uow.connection, [OPERATOR], wanted, Order(by, descending), "", 50)
    column = {SortBy.REGISTERED: "registered", SortBy.LAST_SEEN: "last_seen", SortBy.USERNAME: "username"}.get(
        by, by.value
    )
    for cursor in ("", first.next_cursor):
        asked = await plans(filled, wanted, Order(by, descending), cursor)
        walked = [plan for plan in asked if re.search(rf"using (players|standings)_{column} ", plan)]
        assert walked, "\n".join(asked)
        # What is read of the sample is little, and may be sorted.
        assert not any("Sort" in plan for plan in asked if "standings_sample" not in plan), "\n".join(asked)


FILTERS = {
    "a rare status": (PlayerFilter(statuses=frozenset({PlayerStatus.SUSPENDED})), "players_status"),
    "a name": (PlayerFilter(query="user1234"), "player_search"),
    "an e-mail": (PlayerFilter(email="e77@mail.example"), "players_email"),
    "a phone": (PlayerFilter(phone="+5577"), "players_phone"),
    "a document": (PlayerFilter(document="77"), "players_document"),
    "a tag": (PlayerFilter(tags=frozenset({"rare"})), "player_tags"),
    "a ban": (PlayerFilter(banned=frozenset({BanScope.PLAY})), "bans_scope"),
    "online": (PlayerFilter(online=True), "sessions_open"),
    "an address": (PlayerFilter(login_ip="192.0.2.77"), "traces_pkey"),
    "excluded": (PlayerFilter(self_excluded=True), "players_excluded"),
    "flagged": (PlayerFilter(risk_flags=frozenset({"collusion"})), "players_flagged"),
    "a country": (PlayerFilter(countries=frozenset({"PT"})), "players_country"),
    "an affiliate": (PlayerFilter(affiliate_id="a1"), "players_affiliate_id"),
    "a level": (PlayerFilter(vip_level=Amounts(3, None)), "players_vip_level"),
    "a balance": (PlayerFilter(currency="BRL", balance=Amounts(10**6, None)), "standings_balance"),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("order", [Order(), Order(SortBy.NAME, False), Order(SortBy.LAST_SEEN)])
async def test_filters_do_not_read_everybody(filled: Database, name: str, order: Order) -> None:
    wanted, index = FILTERS[name]
    shown = await plans(filled, wanted, order)
    assert any(index in plan for plan in shown), "\n".join(shown)
    assert not any("Seq Scan" in plan for plan in shown), "\n".join(shown)


async def test_histories_walk_their_index(filled: Database) -> None:
    async with filled.read() as connection:
        for keyset, query in (
            (history.BETS, history.bets_of(OPERATOR, BUSY, Span())),
            (history.MOVEMENTS, history.movements_of(OPERATOR, BUSY, Span())),
            (sessions.ORDER, sessions.sessions_of(OPERATOR, BUSY)),
        ):
            shown = await plan(connection, literal(await query_of(connection, keyset, query)))
            assert "Seq Scan" not in shown
            assert "Sort" not in shown


_LOOKUPS = {
    "keys": (recording.KEYS, "uuid, smallint[], text[]"),
    "locking": (recording.LOCK, "uuid, text[]"),
    "wallets": (recording.WALLETS, "uuid, uuid[]"),
    "bets": (recording.BETS, "uuid, uuid[], timestamptz[], text[]"),
    "transfers": (recording.TRANSFERS, "uuid, uuid[], smallint[], text[]"),
    "keeping wallets": (
        recording.KEEP_WALLETS,
        f"uuid, uuid[], text[]{', bigint[]' * 8}, timestamptz[], bigint[], bigint[]",
    ),
    "keeping accounts": (
        recording.KEEP_ACCOUNTS,
        "uuid, uuid[], timestamptz[], boolean[], bigint[], bigint[], timestamptz[]",
    ),
}


@pytest.mark.parametrize("name", _LOOKUPS)
@pytest.mark.parametrize("statistics", ["none", "of empty tables", "of other operators"])
async def test_recording_looks_up_by_whole_keys_whatever_the_statistics(
    filled: Database, make_database: MakeDatabase, name: str, statistics: str
) -> None:
    statement, kinds = _LOOKUPS[name]
    fresh = Database(make_database("players"), "players")
    await Partitions(fresh).ensure([], clock.now())
    database = filled if statistics == "of other operators" else fresh
    async with database.session() as session:
        if statistics == "of empty tables":
            await session.execute("ANALYZE")
        await session.execute(recording.PLANNER.replace("true", "false"))
        prepared = name.replace(" ", "_")
        await session.execute(f"PREPARE {prepared} ({kinds}) AS {statement}")
        arguments = ", ".join([f"'{uuid7()}'", *["'{}'"] * kinds.count("[]")])
        shown = [row[0] for row in await session.fetch(f"EXPLAIN EXECUTE {prepared} ({arguments})")]
    await fresh.close()
    assert not [line for line in shown if "Seq Scan" in line or "Hash" in line or "Filter" in line], "\n".join(shown)
    conditions = [line for line in shown if "Index Cond" in line]
    assert conditions
    # The operator alone in a condition, the rest in a filter: that reads all of an operator's rows for each one wanted.
    assert all(" AND " in line for line in conditions), "\n".join(shown)


_SINGLE = {
    "a player": "SELECT * FROM players WHERE operator_id = '{o}' AND player_id = '{p}'",
    "an account": "SELECT 1 FROM accounts WHERE operator_id = '{o}' AND player_id = '{p}' FOR NO KEY UPDATE",
    "a session": "SELECT * FROM sessions WHERE operator_id = '{o}' AND session_id = 's'",
    "an external id": "SELECT * FROM recorded WHERE operator_id = '{o}' AND kind = 5 AND ref = 'e1'",
}


@pytest.mark.parametrize("name", _SINGLE)
async def test_single_rows_of_an_operator_that_statistics_do_not_know_are_looked_up_by_key(
    filled: Database, name: str
) -> None:
    async with filled.read() as connection:
        shown = await plan(connection, _SINGLE[name].format(o=uuid7(), p=uuid7()))
    assert "Filter" not in shown, shown
    assert "_pkey" in shown, shown
