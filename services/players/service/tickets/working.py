"""Tickets worked on: answered, changed, moved to another state, by staff and by the player who writes again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.players import events
from services.players.domain.tickets import clocks
from services.players.domain.tickets.settings import TicketSettings
from services.players.domain.tickets.ticket import Message, Priority, Ticket, TicketState
from services.players.errors import TicketClosed, TicketNotFound, TicketUnchanged
from services.players.repository import players
from services.players.repository.tickets import conversation, store
from services.players.service.tickets import desk
from services.players.service.tickets.desk import Shown


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed of a ticket; None leaves it. An assignee with an empty id is nobody."""

    subject: str | None = None
    category: str | None = None
    priority: Priority | None = None
    assignee: tuple[str, str] | None = None


async def player_message(
    uow: UnitOfWork, operator_id: UUID, ticket_id: UUID, player_external_id: str, text: str, clock: Clock
) -> Shown:
    """Adds what the player wrote; what waits or was solved opens again. Raises TicketNotFound, TicketClosed."""
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    before = await _of_player(uow, operator_id, ticket_id, player_external_id)
    if before.state is TicketState.CLOSED:
        raise TicketClosed
    at = clock()
    after = desk.moved(_next(before, at), TicketState.OPEN, at, rules)
    after = replace(after, messages=before.messages + 1, player_spoke_last=True)
    await conversation.say(uow.connection, after, desk.said(after, desk.PLAYER, text, at, internal=False))
    await desk.keep(uow, before, after, desk.PLAYER, at)
    return await desk.shown(uow.connection, after, rules, at)


async def reply(
    uow: UnitOfWork,
    operator_id: UUID,
    ticket_id: UUID,
    text: str,
    actor: Actor,
    request_id: str,
    clock: Clock,
    *,
    internal: bool,
    then: TicketState | None,
) -> tuple[Shown, Message]:
    """Answers the player or writes a note, and moves the ticket when asked.

    Raises TicketNotFound, TicketMerged, and TicketClosed for an answer in a ticket that is and stays closed.
    """
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    before = await desk.held(uow.connection, operator_id, ticket_id)
    desk.check_own(before)
    if before.state is TicketState.CLOSED and not internal and then in (None, TicketState.CLOSED):
        raise TicketClosed
    at = clock()
    after = _next(before, at)
    if not internal:
        # Before the move, which stops the clocks.
        times = clocks.replied(after.times, at, rules, after.priority)
        after = replace(after, times=times, player_spoke_last=False)
    after = desk.moved(after, then or before.state, at, rules)
    after = replace(after, messages=before.messages + 1)
    message = desk.said(after, desk.staff(actor), text, at, internal=internal)
    await conversation.say(uow.connection, after, message)
    await desk.keep(uow, before, after, desk.staff(actor), at)
    seen = await desk.shown(uow.connection, after, rules, at)
    uow.outbox.add(events.ticket_answered(actor, before, after, message, request_id))
    if not internal:
        uow.outbox.add(events.ticket_replied(after, seen.player, message))
    return seen, message


async def change(
    uow: UnitOfWork,
    operator_id: UUID,
    ticket_id: UUID,
    wanted: Change,
    revision: int,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Shown:
    """Changes properties of a ticket; priority moves the moments at which it falls due.

    Raises TicketNotFound, TicketMerged, TicketStale, and InvalidField for an unknown category.
    """
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    before = await desk.held(uow.connection, operator_id, ticket_id)
    desk.check_own(before)
    await desk.check_revision(uow.connection, before, revision)
    if wanted.category is not None and wanted.category not in {*rules.categories, before.category}:
        raise InvalidField("category", "is not one of the operator's")
    at = clock()
    asked = _with(before, wanted, rules)
    if asked == before:
        return await desk.shown(uow.connection, before, rules, at)
    after = _next(asked, at)
    await desk.keep(uow, before, after, desk.staff(actor), at)
    uow.outbox.add(events.ticket_changed("ticket.change", actor, at, before, after, request_id=request_id))
    return await desk.shown(uow.connection, after, rules, at)


async def move(
    uow: UnitOfWork,
    operator_id: UUID,
    ticket_id: UUID,
    state: TicketState,
    reason: str,
    revision: int,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Shown:
    """Takes a ticket to another state. Raises TicketNotFound, TicketMerged, TicketStale and TicketUnchanged."""
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    before = await desk.held(uow.connection, operator_id, ticket_id)
    desk.check_own(before)
    await desk.check_revision(uow.connection, before, revision)
    if before.state is state:
        raise TicketUnchanged
    at = clock()
    after = desk.moved(_next(before, at), state, at, rules)
    await desk.keep(uow, before, after, desk.staff(actor), at)
    uow.outbox.add(events.ticket_changed("ticket.move", actor, at, before, after, reason=reason, request_id=request_id))
    return await desk.shown(uow.connection, after, rules, at)


class _MergedMeanwhile(Exception):
    """The ticket that we waited for has gone into another."""


async def surviving(uow: UnitOfWork, operator_id: UUID, ticket_id: UUID) -> Ticket:
    """The ticket, held, or the one that goes on with it after merges. Raises TicketNotFound."""
    ticket = await desk.existing(uow.connection, operator_id, ticket_id)
    while True:
        if ticket.merged_into is not None:
            ticket = await desk.existing(uow.connection, operator_id, ticket.merged_into)
            continue
        try:
            async with uow.savepoint():
                ticket = await desk.held(uow.connection, operator_id, ticket.ticket_id)
                if ticket.merged_into is not None:  # while we waited for it
                    raise _MergedMeanwhile
                return ticket
        except _MergedMeanwhile:
            # Let go: two are only held in the order of their ids, or we and who merges them would wait for each other.
            continue


async def _of_player(uow: UnitOfWork, operator_id: UUID, ticket_id: UUID, external_id: str) -> Ticket:
    player = await players.find_external(uow.connection, operator_id, external_id)
    ticket = await store.find(uow.connection, operator_id, ticket_id)
    if player is None or ticket is None or ticket.player_id != player.player_id:
        raise TicketNotFound
    return await surviving(uow, operator_id, ticket_id)


def _next(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket's next revision. Time never runs back, so that the order of changes is that of revisions."""
    return replace(ticket, revision=ticket.revision + 1, updated_at=max(at, ticket.updated_at))


def _with(ticket: Ticket, wanted: Change, rules: TicketSettings) -> Ticket:
    """The ticket with what is wanted, its clocks due by its priority."""
    after = replace(
        ticket,
        subject=ticket.subject if wanted.subject is None else wanted.subject,
        category=ticket.category if wanted.category is None else wanted.category,
        priority=ticket.priority if wanted.priority is None else wanted.priority,
    )
    if wanted.assignee is not None and wanted.assignee[0] != ticket.assignee_id:
        after = replace(after, assignee_id=wanted.assignee[0], assignee_name=wanted.assignee[1])
    if after.priority is not ticket.priority:
        after = replace(after, times=clocks.due(after.times, rules, after.priority))
    return after
