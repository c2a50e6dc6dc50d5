"""Tickets looked at: the queue, one with all that belongs to it, and what its player may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.clock import Clock
from kit.paging import PageOf, Total
from services.players.domain.tickets.ticket import (
    PLATFORM,
    Author,
    Counts,
    Link,
    Message,
    TicketEvent,
    TicketFilter,
    TicketSort,
)
from services.players.errors import TicketNotFound
from services.players.repository import players
from services.players.repository.tickets import conversation, queue
from services.players.service.tickets import desk
from services.players.service.tickets.desk import Shown


@dataclass(frozen=True, slots=True)
class Whole:
    """A ticket with what was said, what became of it, and what it is tied to."""

    shown: Shown
    messages: list[Message]
    history: list[TicketEvent]
    links: list[Link]


async def page(
    connection: AsyncConnection,
    operator_id: UUID,
    wanted: TicketFilter,
    sort: TicketSort,
    cursor: str,
    size: int,
    clock: Clock,
) -> tuple[PageOf, Total]:
    """A page of the queue. Raises BadCursor and OperatorUnknown."""
    rules, at = await desk.rules(connection, operator_id), clock()
    found, total = await queue.page(connection, operator_id, wanted, sort, at, cursor, size)
    return PageOf(await desk.all_shown(connection, found.rows, rules, at), found.next_cursor), total


async def whole(connection: AsyncConnection, operator_id: UUID, ticket_id: UUID, clock: Clock) -> Whole:
    """A ticket for staff. Raises TicketNotFound and OperatorUnknown."""
    rules = await desk.rules(connection, operator_id)
    ticket = await desk.existing(connection, operator_id, ticket_id)
    return Whole(
        await desk.shown(connection, ticket, rules, clock()),
        await conversation.messages_of(connection, ticket),
        await conversation.history_of(connection, ticket),
        await conversation.links_of(connection, ticket),
    )


async def for_player(
    connection: AsyncConnection, operator_id: UUID, ticket_id: UUID, player_external_id: str, clock: Clock
) -> tuple[Shown, list[Message]]:
    """A ticket as its player may see it, or the one that goes on with it. Raises TicketNotFound and OperatorUnknown."""
    rules = await desk.rules(connection, operator_id)
    player = await players.find_external(connection, operator_id, player_external_id)
    ticket = await desk.existing(connection, operator_id, ticket_id)
    if player is None or ticket.player_id != player.player_id:
        raise TicketNotFound
    while ticket.merged_into is not None:
        ticket = await desk.existing(connection, operator_id, ticket.merged_into)
    messages = [
        replace(message, author_name=_first(message.author_name)) if message.author is Author.STAFF else message
        for message in await conversation.messages_of(connection, ticket, internal=False)
    ]
    opener = ticket.opened_by if ticket.opened_by == PLATFORM else _first(ticket.opened_by)
    visible = replace(
        ticket, assignee_id="", assignee_name=_first(ticket.assignee_name), opened_by=opener, messages=len(messages)
    )
    return await desk.shown(connection, visible, rules, clock()), messages


async def counts(connection: AsyncConnection, operator_id: UUID, staff_id: str, clock: Clock) -> Counts:
    """How many tickets stand where."""
    return await queue.counts(connection, operator_id, staff_id, clock())


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() else ""
