"""What belongs to a ticket: messages, history and links."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.ids import uuid7
from services.players.domain.activity import KeyKind
from services.players.domain.tickets.ticket import Author, Link, LinkKind, Message, Ticket, TicketEvent
from services.players.repository.rows import moment
from services.players.tables import accounts, recorded, ticket_events, ticket_links, ticket_messages

# Of a conversation or a history that is longer the last ones are shown.
MOST: Final = 500
# Nor more than this, in bytes of their texts: whoever writes enough must not make a ticket too large to be answered.
MOST_TEXT: Final = 1_000_000


async def say(connection: AsyncConnection, ticket: Ticket, message: Message) -> None:
    """Adds a message."""
    await connection.execute(
        insert(ticket_messages).values(
            operator_id=ticket.operator_id,
            ticket_id=ticket.ticket_id,
            **asdict(message) | {"author": message.author.value},
        )
    )


async def note(connection: AsyncConnection, ticket: Ticket, events: Collection[TicketEvent]) -> None:
    """Adds to the history."""
    if events:
        await connection.execute(
            insert(ticket_events),
            [
                {
                    "operator_id": ticket.operator_id,
                    "ticket_id": ticket.ticket_id,
                    "event_id": uuid7(),
                    **asdict(event),
                }
                for event in events
            ],
        )


async def messages_of(connection: AsyncConnection, ticket: Ticket, *, internal: bool = True) -> list[Message]:
    """The last messages of a ticket, oldest first; without internal ones when the player is to read them."""
    query = select(ticket_messages).where(
        ticket_messages.c.operator_id == ticket.operator_id, ticket_messages.c.ticket_id == ticket.ticket_id
    )
    if not internal:
        query = query.where(ticket_messages.c.internal.is_(False))
    query = query.order_by(ticket_messages.c.at.desc(), ticket_messages.c.message_id.desc())
    last = query.limit(MOST).subquery("last")
    together = func.sum(func.octet_length(last.c.text)).over(order_by=[last.c.at.desc(), last.c.message_id.desc()])
    summed = select(last, together.label("together")).subquery("summed")
    shown = select(summed).where(summed.c.together <= MOST_TEXT).order_by(summed.c.at, summed.c.message_id)
    return [_message(row) for row in await connection.execute(shown)]


async def history_of(connection: AsyncConnection, ticket: Ticket, since_revision: int = 0) -> list[TicketEvent]:
    """What changed of a ticket after a revision, oldest first."""
    query = (
        select(ticket_events)
        .where(
            ticket_events.c.operator_id == ticket.operator_id,
            ticket_events.c.ticket_id == ticket.ticket_id,
            ticket_events.c.revision > since_revision,
        )
        .order_by(ticket_events.c.event_id.desc())
        .limit(MOST)
    )
    return [
        TicketEvent(row.kind, row.by, row.by_id, moment(row.at), row.before, row.after, row.revision)
        for row in reversed((await connection.execute(query)).all())
    ]


async def last_message_since(connection: AsyncConnection, ticket: Ticket, revision: int) -> Message | None:
    """The last message that came after a revision."""
    query = (
        select(ticket_messages)
        .where(
            ticket_messages.c.operator_id == ticket.operator_id,
            ticket_messages.c.ticket_id == ticket.ticket_id,
            ticket_messages.c.revision > revision,
        )
        .order_by(ticket_messages.c.at.desc(), ticket_messages.c.message_id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return None if row is None else _message(row)


async def links_of(connection: AsyncConnection, ticket: Ticket) -> list[Link]:
    """What a ticket is tied to, in the order of tying."""
    query = (
        select(ticket_links)
        .where(ticket_links.c.operator_id == ticket.operator_id, ticket_links.c.ticket_id == ticket.ticket_id)
        .order_by(ticket_links.c.at, ticket_links.c.kind, ticket_links.c.ref)
    )
    return [Link(LinkKind(row.kind), row.ref, row.by, moment(row.at)) for row in await connection.execute(query)]


async def tie(connection: AsyncConnection, ticket: Ticket, link: Link) -> bool:
    """Adds a link; False when there was one."""
    added = await connection.execute(
        insert(ticket_links)
        .values(
            operator_id=ticket.operator_id,
            ticket_id=ticket.ticket_id,
            kind=link.kind.value,
            ref=link.ref,
            by=link.by,
            at=link.at,
        )
        .on_conflict_do_nothing()
    )
    return added.rowcount == 1


async def untie(connection: AsyncConnection, ticket: Ticket, link: Link) -> bool:
    """Takes a link away; False when there was none."""
    removed = await connection.execute(
        delete(ticket_links).where(
            ticket_links.c.operator_id == ticket.operator_id,
            ticket_links.c.ticket_id == ticket.ticket_id,
            ticket_links.c.kind == link.kind.value,
            ticket_links.c.ref == link.ref,
        )
    )
    return removed.rowcount == 1


async def exists(connection: AsyncConnection, ticket: Ticket, link: Link) -> bool:
    """Whether the ticket's player has the bet or movement; documents are the platform's and not known here."""
    if link.kind is LinkKind.BET:
        found = select(recorded.c.player_id).where(
            recorded.c.operator_id == ticket.operator_id,
            recorded.c.kind == KeyKind.BET.value,
            recorded.c.ref == link.ref,
        )
        return (await connection.scalar(found)) == ticket.player_id
    if link.kind is LinkKind.MOVEMENT:
        # A player's movements are numbered from 1 without gaps, also those of months that were dropped.
        if not (link.ref.isascii() and link.ref.isdigit() and len(link.ref) < 19):
            return False
        last = select(accounts.c.movement_count).where(
            accounts.c.operator_id == ticket.operator_id, accounts.c.player_id == ticket.player_id
        )
        return 1 <= int(link.ref) <= (await connection.scalar(last) or 0)
    return True


async def hand_over(connection: AsyncConnection, ticket: Ticket, into: Ticket) -> None:
    """Takes messages and links from one ticket to another; each message says from which it came first."""
    mine = (ticket_messages.c.operator_id == ticket.operator_id, ticket_messages.c.ticket_id == ticket.ticket_id)
    await connection.execute(
        update(ticket_messages)
        .where(*mine)
        .values(
            ticket_id=into.ticket_id,
            from_ticket=func.coalesce(func.nullif(ticket_messages.c.from_ticket, 0), ticket.number),
            revision=into.revision,
        )
    )
    for link in await links_of(connection, ticket):
        await tie(connection, into, link)
        await untie(connection, ticket, link)


async def player_spoke_last(connection: AsyncConnection, ticket: Ticket) -> bool:
    """Whether the last message that the player can read is the player's own."""
    query = (
        select(ticket_messages.c.author)
        .where(
            ticket_messages.c.operator_id == ticket.operator_id,
            ticket_messages.c.ticket_id == ticket.ticket_id,
            ticket_messages.c.internal.is_(False),
        )
        .order_by(ticket_messages.c.at.desc(), ticket_messages.c.message_id.desc())
        .limit(1)
    )
    return (await connection.scalar(query)) == Author.PLAYER.value


def _message(row: Any) -> Message:
    return Message(
        message_id=row.message_id,
        author=Author(row.author),
        author_id=row.author_id,
        author_name=row.author_name,
        text=row.text,
        internal=row.internal,
        at=moment(row.at),
        from_ticket=row.from_ticket,
        revision=row.revision,
    )
