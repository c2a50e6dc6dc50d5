"""A player with very many rows beside others: what histories read of them, and that nothing grows without bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from kit import clock
from kit.db import Database
from kit.month import month_of
from services.players.domain.activity import KeyKind
from services.players.domain.bet import LATE, BetStatus
from services.players.domain.days import last_days
from services.players.domain.history import BetFilter, MovementFilter
from services.players.domain.ledger import MovementKind
from services.players.domain.ledger_check import beginning
from services.players.domain.linking import LinkKind
from services.players.domain.trace import TraceKind
from services.players.repository import history, ledger, links, overview, sessions, trail
from services.players.repository.partitions import Partitions
from tests.conftest import MakeDatabase

OPERATOR, BUSY = UUID(int=1), UUID(int=2)
BETS, RARE = 60_000, 55_000
_AT = "now() - i * interval '5 minutes'"
_OTHERS = "lpad(to_hex(1000 + i % 5000), 32, '0')::uuid"
_FILL = f"""
INSERT INTO bets SELECT '{OPERATOR}', '{BUSY}', {_AT}, 'b' || i, 'r' || i / 10, 'g' || i % 7, 'p',
    CASE WHEN i = {RARE} THEN 3 ELSE 2 END, 'BRL', 100, 90, {_AT} + interval '1 minute',
    CASE WHEN i = {RARE} THEN now() END, NULL FROM generate_series(1, {BETS}) AS i;
INSERT INTO movements SELECT '{OPERATOR}', '{BUSY}', {_AT}, {BETS} - i, 3, 'BRL', -100, -100 * ({BETS} - i),
    'b' || i, '', {_AT} FROM generate_series(1, {BETS}) AS i;
INSERT INTO recorded SELECT '{OPERATOR}', {KeyKind.BET}, 'b' || i, '{BUSY}', 0, {_AT}
    FROM generate_series(1, {BETS}) AS i;
INSERT INTO wallets (operator_id, player_id, currency, balance, deposits, withdrawals, bonuses, turnover, payouts,
    settled_stakes, bets, updated_at) VALUES ('{OPERATOR}', '{BUSY}', 'BRL', 0, 0, 0, 0, 0, 0, 0, 0, now());
INSERT INTO late_bets SELECT '{OPERATOR}', '{BUSY}', now() - ({BETS} - i) * interval '1 hour', {_AT}, 'b' || i
    FROM generate_series({BETS} - 500, {BETS}) AS i;
INSERT INTO late_bets SELECT '{OPERATOR}', {_OTHERS}, now() - i * interval '1 minute', {_AT}, 'o' || i
    FROM generate_series(1, 20000) AS i;
INSERT INTO bets SELECT '{OPERATOR}', {_OTHERS}, {_AT}, 'o' || i, '', 'g', 'p', 1, 'BRL', 5
    FROM generate_series(1, {BETS}) AS i, generate_series(1, 6);
INSERT INTO movements SELECT '{OPERATOR}', {_OTHERS}, {_AT}, i * 3 + twice, 3, 'BRL', -5, -5, 'o' || i, '', {_AT}
    FROM generate_series(1, {BETS}) AS i, generate_series(1, 2) AS twice;
INSERT INTO traces SELECT '{OPERATOR}', 2, '192.0.2.1', lpad(to_hex(i), 32, '0')::uuid, now(), now()
    FROM generate_series(2, 30000) AS i;
INSERT INTO sessions SELECT '{OPERATOR}', 's' || i, '{BUSY}', now() - i * interval '1 hour', NULL, '192.0.2.1', 'phone',
    'BR', '' FROM generate_series(1, 20000) AS i;
INSERT INTO sessions SELECT '{OPERATOR}', 'o' || i, {_OTHERS}, now(), NULL, '', '', 'BR', ''
    FROM generate_series(1, 60000) AS i;
INSERT INTO transfers SELECT '{OPERATOR}', {_OTHERS}, 1, 'd' || i, 'BRL', 5, '', '', 2, NULL, now()
    FROM generate_series(1, 20000) AS i;
ANALYZE
""".replace("'o' || i, '', 'g'", "'o' || i || generate_series, '', 'g'")


@pytest.fixture(scope="module")
async def busy(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players")
    now = clock.now()
    months = [month_of(now - timedelta(minutes=5 * BETS + 60))]
    while months[-1] < month_of(now):
        months.append(months[-1].next)
    await Partitions(database).ensure(months, now)
    async with database.unit_of_work() as uow:
        for month in months[:-1]:  # what is recorded now is here recorded long ago
            name = f"movements_{month.year:04}_{month.month:02}"
            ends = f"FROM ('{month.start}') TO ('{month.next.start}')"
            await uow.connection.execute(text(f"CREATE TABLE {name} PARTITION OF movements FOR VALUES {ends}"))
        for statement in _FILL.split(";"):
            await uow.connection.execute(text(statement))
    yield database
    await database.close()


async def explained(database: Database, statement: str, **values: Any) -> str:
    asked = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF) {statement}"
    async with database.read() as connection:
        query = overview.statement(asked) if "starts" in values else text(asked)
        return "\n".join(row[0] for row in await connection.execute(query, values))


def scanned(shown: str) -> list[str]:
    """The partitions that a plan came to."""
    return [line for line in shown.splitlines() if " Scan " in line and " on " in line and "never executed" not in line]


@pytest.mark.parametrize(
    "statement",
    [overview.PLAYED, overview.LATE_ONES, overview.GIVEN, overview.PAID],
    ids=["played", "late", "given", "paid"],
)
async def test_the_overview_reads_own_rows_of_the_months_concerned(busy: Database, statement: str) -> None:
    starts = last_days(clock.now(), ZoneInfo("UTC"), 30).starts
    asked: dict[str, Any] = {
        "operator": OPERATOR,
        "player": BUSY,
        "starts": list(starts),
        "since": starts[0],
        "until": starts[-1],
    }
    if ":back" in statement:
        asked["back"] = starts[0] - (timedelta(minutes=10) if statement is overview.GIVEN else LATE)
    shown = await explained(busy, statement, **asked)
    assert [line for line in scanned(shown) if "Seq Scan" in line and "rows=0.00" not in line] == [], shown
    assert all("player_id" in line for line in shown.splitlines() if "Index Cond" in line), shown
    # This month and the ones before, and of those that are ready for what comes none holds rows.
    table = "bets_" if statement is overview.PLAYED else "movements_"
    months = {line.split(table)[1][:7] for line in scanned(shown) if table in line}
    assert len(months) <= 5 < BETS // 12 // 24 // 30, shown


async def test_the_ledger_is_followed_from_where_it_was_left_by_own_lines_alone(busy: Database) -> None:
    walk = beginning(clock.now())
    async with busy.read() as connection:
        step = await ledger.follow(connection, OPERATOR, BUSY, walk, BETS - 1000)
        walk = step.after(walk)
        assert (step.left, walk.lines, walk.wallets["BRL"].first_fault) == (True, BETS - 1000, 0)
        bound = ledger.follow_statement(f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {ledger.FOLLOW}")
        asked = ledger.asked(OPERATOR, BUSY, walk, BETS)
        shown = "\n".join(row[0] for row in await connection.execute(bound, asked))
        step = await ledger.follow(connection, OPERATOR, BUSY, walk, BETS)
    assert [line for line in scanned(shown) if "Seq Scan on movements" in line and "rows=0.00" not in line] == [], shown
    assert "external" not in shown, shown
    # What was followed before is in other months, which are not looked into.
    assert len([line for line in scanned(shown) if "movements_" in line]) <= 4 < BETS // 12 // 24 // 30, shown
    assert (step.left, step.after(walk).lines, step.after(walk).wallets["BRL"].total) == (False, BETS, -100 * BETS)


async def test_a_rare_bet_is_looked_for_among_so_many_at_a_time(busy: Database) -> None:
    wanted = BetFilter(status=BetStatus.VOIDED)
    async with busy.read() as connection:
        page, total = await history.bets_page(connection, OPERATOR, BUSY, wanted, "", 50)
        assert (list(page.rows), total.count, total.approximate) == ([], 0, True)
        page, _ = await history.bets_page(connection, OPERATOR, BUSY, wanted, page.next_cursor, 50)
        assert ([bet.bet_id for bet in page.rows], page.next_cursor) == ([f"b{RARE}"], "")
    walk = history.BETS.ordered(history.bets_of(OPERATOR, BUSY, wanted.placed)).limit(history.LOOKED_AT)
    async with busy.read() as connection:
        sql = str(walk.compile(compile_kwargs={"literal_binds": True}, dialect=connection.dialect))
    shown = await explained(busy, sql.replace(":", "\\:"))
    assert "Sort" not in shown, shown
    assert "Seq Scan" not in shown, shown


async def test_kinds_of_lines_are_looked_for_within_bounds_too(busy: Database) -> None:
    wanted = MovementFilter(kinds=frozenset({MovementKind.DEPOSIT}))
    async with busy.read() as connection:
        page, total = await history.movements_page(connection, OPERATOR, BUSY, wanted, "", 50)
        assert (list(page.rows), bool(page.next_cursor), total.count, total.approximate) == ([], True, 0, True)
        page, _ = await history.movements_page(connection, OPERATOR, BUSY, wanted, page.next_cursor, 50)
        assert (list(page.rows), page.next_cursor) == ([], "")


async def test_a_bets_lines_are_found_by_when_they_occurred(busy: Database) -> None:
    async with busy.read() as connection:
        one = await trail.find_bet(connection, OPERATOR, BUSY, "b40000")
        assert one is not None
        lines = await trail.movements_of_reference(connection, OPERATOR, BUSY, "b40000")
        assert [line.reference for line in lines] == ["b40000"]
        assert len(await trail.round_of(connection, OPERATOR, one)) == 9


async def test_an_address_of_thousands_is_bounded(busy: Database) -> None:
    async with busy.read() as connection:
        found = await links.linked(connection, OPERATOR, BUSY, list(LinkKind))
        assert len(found) == 200
        assert {link.players for _, link in found} == {1001}
        address = (TraceKind.LOGIN_IP, "192.0.2.1")
        assert await links.sharers(connection, OPERATOR, BUSY, [address]) == {address: 1000}


async def test_sessions_know_the_ones_before_them(busy: Database) -> None:
    async with busy.read() as connection:
        page, total = await sessions.page(connection, OPERATOR, BUSY, False, "", 50)
        assert len(await sessions.before(connection, OPERATOR, BUSY, page.rows)) == 50
    assert (total.count, total.approximate) == (10_000, True)
    shown = await explained(
        busy,
        sessions.BEFORE.replace(":ids", "ARRAY['s5']")
        .replace(":moments", "ARRAY[now()]")
        .replace(":countries", "ARRAY['BR']"),
        operator=OPERATOR,
        player=BUSY,
    )
    assert "Seq Scan" not in shown, shown
