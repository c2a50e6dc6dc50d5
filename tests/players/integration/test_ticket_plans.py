"""The queue at 100,000 tickets: every order walks its index, filters read what they show, counts read what is live."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock
from kit.db import Database
from kit.paging import Keyset
from services.players.domain.tickets.ticket import NOBODY, Priority, TicketFilter, TicketSort, TicketState
from services.players.repository.tickets import queue
from tests.conftest import MakeDatabase

OPERATOR, OTHER = UUID(int=1), UUID(int=9)
TICKETS = 100_000

# Of a hundred tickets one is open, one waits, one is solved; every word of a subject but the first is rare.
_FILL = f"""
INSERT INTO tickets (operator_id, ticket_id, number, player_id, subject, category, rank, state, assignee_id,
    assignee_name, opened_at, opened_by, updated_at, due_at, spent, running_since, replied_late, resolved_at,
    resolved_late, messages, player_spoke_last, merged_into_number, revision)
SELECT o, lpad(to_hex(i), 32, '0')::uuid, i, lpad(to_hex(i % 5000), 32, '0')::uuid, 'money word' || i,
    CASE WHEN i % 10 = 0 THEN 'withdrawal' ELSE 'other' END, i % 4,
    CASE WHEN i % 100 = 0 THEN 1 WHEN i % 100 = 1 THEN 2 WHEN i % 100 = 2 THEN 3 ELSE 4 END,
    CASE WHEN i % 300 = 0 THEN '' ELSE 'staff' || i % 40 END, '',
    now() - i * interval '7 minutes', '', now() - (i % 997) * interval '11 minutes',
    CASE WHEN i % 100 = 0 THEN now() + (i % 2003 - 300) * interval '1 minute'
         ELSE '9000-01-01'::timestamptz + least(i % 100, 3) * interval '1 day' END,
    '0', CASE WHEN i % 100 = 0 THEN now() END, false, CASE WHEN i % 100 > 1 THEN now() END, false, 1, true, 0, 1
FROM unnest(ARRAY['{OPERATOR}', '{OTHER}']::uuid[]) AS o, generate_series(1, {TICKETS}) AS i;
INSERT INTO ticket_search SELECT operator_id, ticket_id, 'money' FROM tickets;
INSERT INTO ticket_search SELECT operator_id, ticket_id, 'word' || number FROM tickets;
ANALYZE tickets;
ANALYZE ticket_search
"""


@pytest.fixture(scope="module")
async def filled(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players")
    async with database.unit_of_work() as uow:
        for statement in _FILL.split(";"):
            await uow.connection.execute(text(statement))
    async with database.read() as connection:
        await connection.execute(text("VACUUM tickets"))
    yield database
    await database.close()


async def explained(connection: AsyncConnection, query: Select[Any]) -> str:
    sql = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
    rows = await connection.execute(text("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + sql.replace(":", "\\:")))
    return "\n".join(row[0] for row in rows)


class Captured(Exception):
    """The query that a page would have run."""


async def page_of(keyset: Keyset, query: Select[Any], cursor: str = "") -> Select[Any]:
    statements: list[Select[Any]] = []

    class Listening:
        async def execute(self, statement: Select[Any]) -> Any:
            statements.append(statement)
            raise Captured

    with pytest.raises(Captured):
        await keyset.page(Listening(), query, cursor, 50)  # type: ignore[arg-type]
    return statements[0]


def most_rows(plan: str) -> int:
    """The most rows that any step of a plan has read or thrown away."""
    read = [float(rows) * int(loops) for rows, loops in re.findall(r"actual rows=([0-9.]+) loops=(\d+)", plan)]
    dropped = [int(rows) for rows in re.findall(r"Rows Removed by (?:Index Recheck|Filter): (\d+)", plan)]
    return int(max([*read, *dropped]))


OPEN, WAITING = frozenset({TicketState.OPEN}), frozenset({TicketState.WAITING})
LIVE = OPEN | WAITING
FILTERS = {
    "all": TicketFilter(),
    "open": TicketFilter(states=OPEN),
    "waiting": TicketFilter(states=WAITING),
    "mine": TicketFilter(states=LIVE, assignee_id="staff20"),
    "unassigned": TicketFilter(states=OPEN, assignee_id=NOBODY),
    "overdue": TicketFilter(breached=True),
    "a player's": TicketFilter(player_id=UUID(int=100)),
    "open and urgent": TicketFilter(states=OPEN, priorities=frozenset({Priority.URGENT})),
    "open of a category": TicketFilter(states=OPEN, category="withdrawal"),
}


@pytest.mark.parametrize("sort", list(TicketSort))
@pytest.mark.parametrize("name", FILTERS)
async def test_a_page_reads_what_is_live_not_what_there_ever_was(filled: Database, name: str, sort: TicketSort) -> None:
    async with filled.read() as connection:
        query = queue.matching(OPERATOR, FILTERS[name], clock.now())
        plan = await explained(connection, await page_of(queue.KEYSETS[sort], query))
    assert "Seq Scan" not in plan, plan
    # A thousand are open, a thousand wait; a page of all is walked in order.
    assert most_rows(plan) <= (51 if name == "all" else 2_100), plan
    if name == "all":
        assert "Sort" not in plan, plan


@pytest.mark.parametrize("typed", ["word4242", "#77", "77", "money word123"])
async def test_searching_starts_from_the_rare_word(filled: Database, typed: str) -> None:
    async with filled.read() as connection:
        query = queue.matching(OPERATOR, TicketFilter(query=typed), clock.now())
        plan = await explained(connection, await page_of(queue.KEYSETS[TicketSort.UPDATED_DESC], query))
    assert "Seq Scan" not in plan, plan
    assert most_rows(plan) <= 5_000, plan


async def test_a_common_word_walks_the_order(filled: Database) -> None:
    async with filled.read() as connection:
        query = queue.matching(OPERATOR, TicketFilter(states=OPEN, query="money"), clock.now())
        plan = await explained(connection, await page_of(queue.KEYSETS[TicketSort.DUE], query))
    assert "Seq Scan" not in plan, plan
    assert most_rows(plan) <= 5_000, plan


async def test_counts_read_live_tickets_only(filled: Database) -> None:
    async with filled.read() as connection:
        plan = await explained(connection, queue.counting(OPERATOR, "staff20", clock.now()))
    assert "Seq Scan" not in plan, plan
    assert most_rows(plan) <= 2_100, plan


async def test_the_far_end_of_a_list_is_as_near_as_its_beginning(filled: Database) -> None:
    async with filled.read() as connection:
        found = await queue.page(connection, OPERATOR, TicketFilter(), TicketSort.OPENED_ASC, clock.now(), "", 50)
        cursor, total = found[0].next_cursor, found[1]
        assert (total.count, total.approximate) == (10_000, True)
        query = queue.matching(OPERATOR, TicketFilter(), clock.now())
        plan = await explained(connection, await page_of(queue.KEYSETS[TicketSort.OPENED_ASC], query, cursor))
    assert most_rows(plan) <= 51, plan
