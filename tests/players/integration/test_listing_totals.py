"""Totals and pages of large lists: bounds from the sample stay below the truth, few are exact, nobody is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kit.db import Database
from kit.errors import BadCursor
from services.players.domain.listing import Amounts, Order, PlayerFilter, SortBy
from services.players.domain.player import KycStatus, PlayerStatus
from services.players.repository import listing
from services.players.repository.listing import pages, queries
from services.players.repository.listing.survey import Survey, survey
from services.players.tables import LOTS, SAMPLED
from tests.conftest import MakeDatabase

OPERATOR = UUID(int=1)
_PEOPLE = 40_000

# As skewed as lists get: deposits of one in eight only, who are never among the verified; one in a thousand closed;
# the last registered without any of it. The ids are as random at their end as real ones, and the same every time.
_FILL = f"""
INSERT INTO players (operator_id, player_id, external_id, username, username_folded, first_name, last_name, email,
    phone, country, region, language, currency, registration_ip, registered_at, status, revision, kyc_status)
SELECT '{OPERATOR}', (lpad(to_hex(i), 16, '0') || left(md5(i::text), 16))::uuid, 'e' || i, 'user' || i, 'user' || i, '',
    '', '', '', 'BR', '', '', 'BRL', '', '2024-01-01'::timestamptz + i * interval '1 minute',
    CASE WHEN i % 1000 = 0 THEN 'closed' ELSE 'active' END, 1, CASE WHEN i % 8 = 0 THEN 0 ELSE 2 END
FROM generate_series(1, {_PEOPLE}) AS i;
INSERT INTO player_search SELECT operator_id, player_id, username_folded FROM players;
INSERT INTO accounts SELECT operator_id, player_id, 'BR', registered_at, false, 0, 0, NULL FROM players;
INSERT INTO wallets
SELECT operator_id, player_id, 'BRL', 0, CASE WHEN kyc_status = 0 AND registered_at < '2024-01-20' THEN 500 ELSE 0 END,
    0, 0, 0, 0, 0, 0, now()
FROM players;
ANALYZE
"""


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players", settings=listing.PLANNING)
    async with database.unit_of_work() as uow:
        for statement in _FILL.split(";"):
            await uow.connection.execute(text(statement))
        ids = [row.player_id for row in await uow.connection.execute(text("SELECT player_id FROM players"))]
        await listing.follow(uow.connection, OPERATOR, ids)
        await uow.connection.execute(text("ANALYZE"))
    yield database
    await database.close()


FILTERS = {
    "everybody": PlayerFilter(),
    "nearly everybody": PlayerFilter(statuses=frozenset({PlayerStatus.ACTIVE})),
    "one in eight": PlayerFilter(kyc_statuses=frozenset({KycStatus.NONE})),
    "seven in eight": PlayerFilter(kyc_statuses=frozenset({KycStatus.VERIFIED})),
    "who deposited": PlayerFilter(currency="BRL", deposits=Amounts(1, None)),
    "who never did": PlayerFilter(currency="BRL", deposits=Amounts(None, 0)),
    "two that are common alone": PlayerFilter(
        currency="BRL", deposits=Amounts(1, None), kyc_statuses=frozenset({KycStatus.VERIFIED})
    ),
    "by a name of many": PlayerFilter(query="user3"),
}
_TRUE = {
    "everybody": "true",
    "nearly everybody": "status = 'active'",
    "one in eight": "kyc_status = 0",
    "seven in eight": "kyc_status = 2",
    "who deposited": "deposits > 0",
    "who never did": "deposits = 0",
    "two that are common alone": "deposits > 0 AND kyc_status = 2",
    "by a name of many": "names LIKE '%user3%'",
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("order", [Order(), Order(SortBy.DEPOSITS), Order(SortBy.DEPOSITS, False), Order(SortBy.NAME)])
@pytest.mark.parametrize("dear", [False, True])
async def test_a_total_is_exact_or_a_bound_not_far_below(
    database: Database, monkeypatch: pytest.MonkeyPatch, name: str, order: Order, dear: bool
) -> None:
    if dear:  # as if there were many more
        monkeypatch.setattr(pages, "_COUNTED", 0)
    wanted = FILTERS[name]
    if order.by is SortBy.DEPOSITS and not wanted.currency:
        return
    async with database.read() as connection:
        true = int(await connection.scalar(text(f"SELECT count(*) FROM standings WHERE {_TRUE[name]}")) or 0)
        found = await listing.page(connection, [OPERATOR], wanted, order, "", 50)
    if found.total.approximate:
        # One in 64 is in the sample: three deviations below what it says, and it may itself be as much too low.
        assert true - 6 * (64 * true) ** 0.5 - true / 10 <= found.total.count <= true
        assert true > 64 * pages._BARELY / 3
    else:
        assert found.total.count == true


async def test_few_are_counted_whatever_it_costs(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_COUNTED", 0)
    wanted = PlayerFilter(statuses=frozenset({PlayerStatus.CLOSED}))
    async with database.read() as connection:
        found = await listing.page(connection, [OPERATOR], wanted, Order(), "", 10)
    assert (found.total.count, found.total.approximate) == (_PEOPLE // 1000, False)


async def test_everybody_is_known_from_what_was_counted_and_the_news_since(database: Database) -> None:
    async with database.unit_of_work() as uow:
        counted = "INSERT INTO operator_standings SELECT :o, now(), 39990, '{}', 0, 0, '{}', 0, 0, 0, NULL, now()"
        await uow.connection.execute(text(counted), {"o": OPERATOR})
        news = "INSERT INTO operator_news (operator_id, currency, players, balance) VALUES (:o, 'BRL', :n, 0)"
        await uow.connection.execute(text(news), [{"o": OPERATOR, "n": 7}, {"o": OPERATOR, "n": 3}])
    try:
        async with database.read() as connection:
            found = await listing.page(connection, [OPERATOR], PlayerFilter(), Order(SortBy.NAME), "", 10)
        assert (found.total.count, found.total.approximate) == (_PEOPLE, False)
        assert type(found.total.count) is int  # as it is sent
    finally:
        async with database.unit_of_work() as uow:
            for table in ("operator_standings", "operator_news"):
                await uow.connection.execute(text(f"DELETE FROM {table}"))


async def test_an_operator_counted_before_anybody_registered_has_an_empty_list(database: Database) -> None:
    new = UUID(int=2)
    async with database.unit_of_work() as uow:
        counted = "INSERT INTO operator_standings SELECT :o, now(), 0, '{}', 0, 0, '{}', 0, 0, 0, NULL, now()"
        await uow.connection.execute(text(counted), {"o": new})
    async with database.read() as connection:
        for wanted in FILTERS.values():
            found = await listing.page(connection, [new], wanted, Order(), "", 10)
            assert (found.keys, found.total.count, found.total.approximate) == ([], 0, False)


async def test_some_lots_of_a_large_operator_are_looked_at(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told that there are a hundred times as many, a glance takes a part of the lots, and a closer look takes more."""
    monkeypatch.setattr(pages, "_COUNTED", 0)
    sizes: list[Survey] = []

    async def noted(*given: Any, **further: Any) -> Survey:
        sizes.append(await survey(*given, **further))
        return sizes[-1]

    monkeypatch.setattr(pages, "survey", noted)
    async with database.unit_of_work() as uow:
        counted = "INSERT INTO operator_standings SELECT :o, now(), :n, '{}', 0, 0, '{}', 0, 0, 0, NULL, now()"
        await uow.connection.execute(text(counted), {"o": OPERATOR, "n": 100 * _PEOPLE})
    try:
        async with database.read() as connection:
            wanted = PlayerFilter(kyc_statuses=frozenset({KycStatus.NONE}), currency="BRL")
            await listing.page(connection, [OPERATOR], wanted, Order(SortBy.BALANCE), "", 10)
    finally:
        async with database.unit_of_work() as uow:
            await uow.connection.execute(text("DELETE FROM operator_standings"))
    glance, closer = sizes
    assert (glance.lots, closer.lots) == (17, 66)
    # A lot has a 256th of the sample; of those one in eight is wanted.
    for told in sizes:
        expected = _PEOPLE / SAMPLED * told.lots / LOTS
        assert 0.4 * expected < told.along < 1.6 * expected
        assert told.met < 0.5 * told.along
    assert closer.along > 2 * glance.along


async def test_later_pages_tell_the_total_of_the_first_and_count_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, order = FILTERS["one in eight"], Order(SortBy.NAME)
    async with database.read() as connection:
        first = await listing.page(connection, [OPERATOR], wanted, order, "", 10)
        assert first.total.count == _PEOPLE // 8
        # Of another filter the cursor tells the place, and not how many there are.
        other = await listing.page(connection, [OPERATOR], FILTERS["seven in eight"], order, first.next_cursor, 10)
        assert other.total.count > first.total.count

        async def never(*_: Any) -> None:
            raise AssertionError("counted")

        for way in ("total", "_counted"):
            monkeypatch.setattr(pages._List, way, never)
        second = await listing.page(connection, [OPERATOR], wanted, order, first.next_cursor, 10)
        assert second.total == first.total
        assert not {*second.keys} & {*first.keys}


@pytest.mark.parametrize(
    "told", ["", ".", ".x", ".{q}.7", ".{q}.-7.0", ".{q}.7.2", ".{q}.7.0.0", ".{q}.٣.0", ".{q}.9999999999999999.0"]
)
async def test_a_cursor_with_anything_else_beside_its_place_is_refused(database: Database, told: str) -> None:
    wanted, order = FILTERS["one in eight"], Order()
    async with database.read() as connection:
        first = await listing.page(connection, [OPERATOR], wanted, order, "", 10)
        place, question, *_ = first.next_cursor.split(".")
        cursor = place + told.replace("{q}", question)
        if not told:  # one of the release before has but the place
            assert (await listing.page(connection, [OPERATOR], wanted, order, cursor, 10)).total == first.total
            return
        with pytest.raises(BadCursor):
            await listing.page(connection, [OPERATOR], wanted, order, cursor, 10)


async def test_who_is_absent_where_the_order_begins_is_not_walked_to(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest never deposited: the sample says so, and all who did are sorted instead."""
    walked: list[int | None] = []
    walk = queries.Queries.walk

    def noted(self: queries.Queries, cursor: str, steps: int | None) -> object:
        walked.append(steps)
        return walk(self, cursor, steps)

    monkeypatch.setattr(queries.Queries, "walk", noted)
    async with database.read() as connection:
        wanted = PlayerFilter(currency="BRL", deposits=Amounts(1, None))
        await listing.page(connection, [OPERATOR], wanted, Order(), "", 50)
        assert walked == []
        await listing.page(connection, [OPERATOR], wanted, Order(descending=False), "", 50)
        assert len(walked) == 1


async def test_no_page_is_lost_or_doubled_while_others_move(database: Database) -> None:
    """Whoever does not move is met once on a walk through all pages, whatever happens to the others meanwhile."""
    wanted, order = PlayerFilter(kyc_statuses=frozenset({KycStatus.NONE}), currency="BRL"), Order(SortBy.BALANCE)
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT player_id FROM players WHERE kyc_status = 0 ORDER BY player_id"))
        ids = [row.player_id for row in rows]
    moving, still = ids[::2], ids[1::2]
    done = asyncio.Event()

    async def move() -> None:
        turn = 0
        while not done.is_set():
            turn += 1
            some = moving[turn % 50 :: 50]
            async with database.unit_of_work() as uow:
                await uow.connection.execute(
                    text("UPDATE wallets SET balance = balance + :turn WHERE player_id = ANY(:ids)"),
                    {"turn": (-1) ** turn * turn, "ids": some},
                )
                await listing.follow(uow.connection, OPERATOR, some)

    mover = asyncio.create_task(move())
    seen: list[UUID] = []
    cursor = ""
    try:
        async with database.read() as connection:
            while True:
                found = await listing.page(connection, [OPERATOR], wanted, order, cursor, 200)
                seen += [player_id for _, player_id in found.keys]
                if not (cursor := found.next_cursor):
                    break
    finally:
        done.set()
        await mover
    met = [player_id for player_id in seen if player_id in set(still)]
    assert sorted(met) == still


async def test_the_sample_follows_the_list(database: Database) -> None:
    async with database.read() as connection:
        differing = await connection.scalar(
            text(
                "SELECT count(*) FROM (SELECT * FROM standings WHERE get_byte(uuid_send(player_id), 15) < 4) AS s"
                " FULL JOIN standings_sample AS one USING (operator_id, player_id)"
                " WHERE (s.balance, s.deposits, s.names, s.status) IS DISTINCT FROM"
                " (one.balance, one.deposits, one.names, one.status)"
            )
        )
        size = await connection.scalar(text("SELECT count(*) FROM standings_sample"))
    assert differing == 0
    assert _PEOPLE / 64 * 0.8 < size < _PEOPLE / 64 * 1.2
