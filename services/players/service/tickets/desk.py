"""What every use case of tickets begins and ends with: the ticket held, the rules it goes by, what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.db import UnitOfWork
from kit.ids import uuid7
from services.players.domain.tickets import clocks, history
from services.players.domain.tickets.clocks import Clock
from services.players.domain.tickets.settings import TicketSettings
from services.players.domain.tickets.ticket import Author, Message, PlayerNames, Ticket, TicketState
from services.players.errors import OperatorUnknown, TicketMerged, TicketNotFound, TicketStale
from services.players.repository.tickets import conversation, settings, store


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket with its clocks as they stand, and its player's names."""

    ticket: Ticket
    first_reply: Clock
    resolution: Clock
    player: PlayerNames


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes in a ticket or changes it, as the ticket keeps it."""

    author: Author
    id: str
    name: str


def staff(actor: Actor) -> Speaker:
    """Staff, as they sign."""
    return Speaker(Author.STAFF, actor.id, actor.name)


PLAYER = Speaker(Author.PLAYER, "", history.PLAYER)


async def rules(connection: AsyncConnection, operator_id: UUID, *, steady: bool = False) -> TicketSettings:
    """The operator's settings; `steady` keeps them as they are until the transaction ends. Raises OperatorUnknown."""
    if steady:
        await store.share_settings(connection, operator_id)
    found = await settings.of(connection, operator_id)
    if found is None:
        raise OperatorUnknown
    return found


async def existing(connection: AsyncConnection, operator_id: UUID, ticket_id: UUID) -> Ticket:
    """A ticket. Raises TicketNotFound."""
    ticket = await store.find(connection, operator_id, ticket_id)
    if ticket is None:
        raise TicketNotFound
    return ticket


async def held(connection: AsyncConnection, operator_id: UUID, ticket_id: UUID) -> Ticket:
    """A ticket that nobody else changes until the transaction ends. Raises TicketNotFound."""
    ticket = (await store.lock(connection, operator_id, [ticket_id])).get(ticket_id)
    if ticket is None:
        raise TicketNotFound
    return ticket


def check_own(ticket: Ticket) -> None:
    """Raises TicketMerged for one that went into another."""
    if ticket.merged_into is not None:
        raise TicketMerged(str(ticket.merged_into), ticket.merged_into_number)


async def check_revision(connection: AsyncConnection, ticket: Ticket, revision: int) -> None:
    """Raises TicketStale, which says what the caller has not seen."""
    if ticket.revision != revision:
        events = await conversation.history_of(connection, ticket, revision)
        message = await conversation.last_message_since(connection, ticket, revision)
        raise TicketStale(ticket.revision, history.since(events, message))


def moved(ticket: Ticket, state: TicketState, at: datetime, by: TicketSettings) -> Ticket:
    """The ticket in a state, with its clocks."""
    if ticket.state is state:
        return ticket
    return replace(ticket, state=state, times=clocks.moved(ticket.times, state, at, by, ticket.priority))


def said(ticket: Ticket, speaker: Speaker, text: str, at: datetime, *, internal: bool) -> Message:
    """Words for a ticket whose revision they make."""
    return Message(uuid7(), speaker.author, speaker.id, speaker.name, text, internal, at, 0, ticket.revision)


async def keep(uow: UnitOfWork, before: Ticket, after: Ticket, speaker: Speaker, at: datetime) -> None:
    """Stores a changed ticket, and in its history what changed."""
    await store.keep(uow.connection, before, after)
    events = history.changes(before, after, speaker.name, speaker.id, at)
    await conversation.note(uow.connection, after, events)


async def shown(connection: AsyncConnection, ticket: Ticket, by: TicketSettings, at: datetime) -> Shown:
    """A ticket as it stands."""
    [one] = await all_shown(connection, [ticket], by, at)
    return one


async def all_shown(
    connection: AsyncConnection, tickets: Sequence[Ticket], by: TicketSettings, at: datetime
) -> list[Shown]:
    """Tickets of one operator as they stand."""
    if not tickets:
        return []
    names = await store.names_of(connection, tickets[0].operator_id, {ticket.player_id for ticket in tickets})
    return [
        Shown(
            ticket,
            clocks.first_reply(ticket.times, at, by, ticket.priority),
            clocks.resolution(ticket.times, at, by, ticket.priority),
            names[ticket.player_id],
        )
        for ticket in tickets
    ]
