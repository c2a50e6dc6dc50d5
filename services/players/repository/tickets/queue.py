"""The queue: tickets by filter in five orders, each with an index, and how many stand where."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.search import end_of, query_words
from services.players.domain.tickets.clocks import NEVER
from services.players.domain.tickets.ticket import NOBODY, Counts, TicketFilter, TicketSort, TicketState
from services.players.repository.tickets.store import rank_of, ticket_of
from services.players.tables import DUE, LIVE, OPENED, UPDATED, ticket_search, tickets

_LIVE: Final = frozenset({TicketState.OPEN, TicketState.WAITING})
_NUMBER: Final = re.compile(r"#?([0-9]{1,18})")

_DUE: Final[list[ColumnElement[Any]]] = [tickets.c.due_at, tickets.c.ticket_id]
_ORDERS: Final[dict[TicketSort, tuple[list[ColumnElement[Any]], bool]]] = {
    TicketSort.DUE: (_DUE, False),
    TicketSort.UPDATED_DESC: ([tickets.c.updated_at, tickets.c.ticket_id], True),
    TicketSort.OPENED_DESC: ([tickets.c.opened_at, tickets.c.ticket_id], True),
    TicketSort.OPENED_ASC: ([tickets.c.opened_at, tickets.c.ticket_id], False),
    TicketSort.PRIORITY_DESC: ([tickets.c.rank, *_DUE], False),
}
KEYSETS: Final = {
    sort: Keyset(f"tickets.{sort}", columns, descending=descending) for sort, (columns, descending) in _ORDERS.items()
}


async def page(
    connection: AsyncConnection, operator_id: UUID, wanted: TicketFilter, sort: TicketSort, at: datetime, cursor: str,
    size: int,
) -> tuple[PageOf, Total]:  # fmt: skip
    """A page of an operator's tickets, and how many there are in all."""
    query = matching(operator_id, wanted, at)
    found = await KEYSETS[sort].page(connection, query, cursor, size)
    return PageOf([ticket_of(row) for row in found.rows], found.next_cursor), await count(connection, query)


def matching(operator_id: UUID, wanted: TicketFilter, at: datetime) -> Select[Any]:
    """The tickets that a filter lets through, in no order."""
    query = select(tickets).where(tickets.c.operator_id == operator_id, DUE, OPENED, UPDATED)
    if wanted.states:
        query = query.where(*_standing(wanted.states))
    if wanted.breached:
        query = query.where(*_standing(frozenset({TicketState.OPEN})), tickets.c.due_at < at)
    if wanted.priorities:
        query = query.where(tickets.c.rank.in_(sorted(map(rank_of, wanted.priorities))))
    if wanted.category:
        query = query.where(tickets.c.category == wanted.category)
    if wanted.assignee_id:
        query = query.where(tickets.c.assignee_id == ("" if wanted.assignee_id == NOBODY else wanted.assignee_id))
    if wanted.player_id is not None:
        query = query.where(tickets.c.player_id == wanted.player_id)
    return query.where(_found(operator_id, wanted.query)) if wanted.query else query


def _standing(states: frozenset[TicketState]) -> list[Any]:
    """That a ticket is in one of the states, and what follows from it: where its due_at lies, and that it is live."""
    conditions: list[Any] = [tickets.c.state.in_(sorted(states))]
    if states <= _LIVE:
        conditions.append(LIVE)
    if min(states) is not TicketState.OPEN:
        conditions.append(tickets.c.due_at >= NEVER[min(states)])
    if max(states) is not TicketState.CLOSED:
        conditions.append(tickets.c.due_at < NEVER[TicketState(max(states) + 1)])
    return conditions


def _found(operator_id: UUID, typed: str) -> ColumnElement[bool]:
    """The ticket of the number typed, and those of whose subjects each word begins a part."""
    words = query_words(typed)
    begins = and_(*(_begins(operator_id, word, tickets.c.ticket_id) for word in words))
    if (number := _NUMBER.fullmatch(typed.strip())) is None:
        return begins
    numbered = select(tickets.c.ticket_id).where(
        tickets.c.operator_id == operator_id, tickets.c.number == int(number[1])
    )
    [word] = words
    spoken = select(ticket_search.c.ticket_id).where(
        ticket_search.c.operator_id == operator_id,
        ticket_search.c.term >= word,
        ticket_search.c.term < end_of(word),
    )
    return tickets.c.ticket_id.in_(union(numbered, spoken))


def _begins(operator_id: UUID, word: str, ticket_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    term = ticket_search.alias()
    return exists().where(
        term.c.operator_id == operator_id,
        term.c.ticket_id == ticket_id,
        term.c.term >= word,
        term.c.term < end_of(word),
    )


async def counts(connection: AsyncConnection, operator_id: UUID, staff_id: str, at: datetime) -> Counts:
    """How many live tickets stand where."""
    return Counts(*(await connection.execute(counting(operator_id, staff_id, at))).one())


def counting(operator_id: UUID, staff_id: str, at: datetime) -> Select[Any]:
    """Five counts over stretches of indexes, each of live tickets only."""
    ours = and_(tickets.c.operator_id == operator_id, DUE)
    is_open = and_(ours, tickets.c.due_at < NEVER[TicketState.WAITING])
    is_live = and_(ours, tickets.c.due_at < NEVER[TicketState.SOLVED])

    def number(*conditions: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(tickets).where(*conditions).scalar_subquery()

    return select(
        number(is_open),
        number(is_open, tickets.c.assignee_id == ""),
        number(is_live, tickets.c.assignee_id == staff_id),
        number(ours, tickets.c.due_at < at),
        number(is_live, tickets.c.due_at >= NEVER[TicketState.WAITING]),
    )
