"""Tickets merged: what was said and tied in one goes over to another of the same player."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.players import events
from services.players.domain.tickets import history
from services.players.domain.tickets.ticket import TicketState
from services.players.errors import TicketClosed, TicketNotFound, TicketsOfTwoPlayers
from services.players.repository.tickets import conversation, store
from services.players.service.tickets import desk
from services.players.service.tickets.desk import Shown

_ANSWERED = (TicketState.WAITING, TicketState.SOLVED)


async def merge(
    uow: UnitOfWork, operator_id: UUID, ticket_id: UUID, into_id: UUID, actor: Actor, request_id: str, clock: Clock
) -> Shown:
    """Merges a ticket into another, which opens when somebody had still to act on the first.

    Raises TicketNotFound, TicketMerged, TicketClosed, TicketsOfTwoPlayers, and InvalidField for a ticket into itself.
    """
    connection = uow.connection
    if ticket_id == into_id:
        raise InvalidField("into_ticket_id", "must be another ticket")
    rules = await desk.rules(connection, operator_id, steady=True)
    both = await store.lock(connection, operator_id, [ticket_id, into_id])
    if len(both) < 2:
        raise TicketNotFound
    before, into_before = both[ticket_id], both[into_id]
    desk.check_own(before)
    desk.check_own(into_before)
    if before.player_id != into_before.player_id:
        raise TicketsOfTwoPlayers
    if into_before.state is TicketState.CLOSED:
        raise TicketClosed
    at, speaker = clock(), desk.staff(actor)
    into = replace(into_before, revision=into_before.revision + 1, updated_at=max(at, into_before.updated_at))
    if before.state is TicketState.OPEN and into.state in _ANSWERED:
        into = desk.moved(into, TicketState.OPEN, at, rules)
    await conversation.hand_over(connection, before, into)
    into = replace(
        into,
        messages=into.messages + before.messages,
        player_spoke_last=await conversation.player_spoke_last(connection, into),
    )
    closed = replace(
        desk.moved(before, TicketState.CLOSED, at, rules),
        revision=before.revision + 1,
        updated_at=max(at, before.updated_at),
        messages=0,
        merged_into=into.ticket_id,
        merged_into_number=into.number,
    )
    await desk.keep(uow, before, closed, speaker, at)
    await desk.keep(uow, into_before, into, speaker, at)
    gone = history.told("merged", closed, speaker.name, speaker.id, at, "", into.label)
    came = history.told("absorbed", into, speaker.name, speaker.id, at, "", before.label)
    await conversation.note(connection, closed, [gone])
    await conversation.note(connection, into, [came])
    uow.outbox.add(events.ticket_changed("ticket.merge", actor, at, before, closed, request_id=request_id))
    uow.outbox.add(events.ticket_changed("ticket.merge", actor, at, into_before, into, request_id=request_id))
    return await desk.shown(connection, into, rules, at)
