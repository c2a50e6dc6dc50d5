"""Tickets opened, by platforms for their players and by staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from kit.ids import uuid7
from services.players import events
from services.players.domain.tickets import clocks, history
from services.players.domain.tickets.settings import OTHER, TicketSettings
from services.players.domain.tickets.ticket import PLATFORM, Link, Priority, Ticket, TicketState
from services.players.errors import PlayerNotFound
from services.players.repository import players
from services.players.repository.tickets import conversation, store
from services.players.service.tickets import desk
from services.players.service.tickets.desk import Shown, Speaker


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new ticket says."""

    subject: str
    text: str
    category: str
    priority: Priority
    links: Sequence[Link]


async def by_platform(
    uow: UnitOfWork, operator_id: UUID, player_external_id: str, told: Opening, clock: Clock
) -> Shown:
    """Opens a ticket in the player's words; an unknown category is "other".

    Raises PlayerNotFound, OperatorUnknown, and InvalidField for links to what the player does not have.
    """
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    player = await players.find_external(uow.connection, operator_id, player_external_id)
    if player is None:
        raise PlayerNotFound
    if told.category not in rules.categories:
        told = replace(told, category=OTHER)
    ticket, at = await _open(uow, operator_id, player.player_id, told, rules, desk.PLAYER, PLATFORM, False, clock)
    return await desk.shown(uow.connection, ticket, rules, at)


async def by_staff(
    uow: UnitOfWork,
    operator_id: UUID,
    player_id: UUID,
    told: Opening,
    actor: Actor,
    request_id: str,
    clock: Clock,
    *,
    from_player: bool,
) -> Shown:
    """Opens a ticket, in the player's words or with an internal note.

    Raises PlayerNotFound, OperatorUnknown, and InvalidField for an unknown category or link.
    """
    rules = await desk.rules(uow.connection, operator_id, steady=True)
    if await players.find(uow.connection, operator_id, player_id) is None:
        raise PlayerNotFound
    told = replace(told, category=told.category or OTHER)
    if told.category not in rules.categories:
        raise InvalidField("category", "is not one of the operator's")
    speaker = desk.PLAYER if from_player else desk.staff(actor)
    ticket, at = await _open(
        uow, operator_id, player_id, told, rules, speaker, actor.name, not from_player, clock, actor.id
    )
    uow.outbox.add(events.ticket_changed("ticket.create", actor, at, None, ticket, request_id=request_id))
    return await desk.shown(uow.connection, ticket, rules, at)


async def _open(
    uow: UnitOfWork,
    operator_id: UUID,
    player_id: UUID,
    told: Opening,
    rules: TicketSettings,
    speaker: Speaker,
    by: str,
    internal: bool,
    clock: Clock,
    by_id: str = "",
) -> tuple[Ticket, datetime]:
    connection = uow.connection
    at = clock()
    ticket = Ticket(
        operator_id=operator_id,
        ticket_id=uuid7(),
        number=0,
        player_id=player_id,
        subject=told.subject,
        category=told.category,
        priority=told.priority,
        state=TicketState.OPEN,
        assignee_id="",
        assignee_name="",
        opened_at=at,
        opened_by=by,
        updated_at=at,
        times=clocks.started(at, rules, told.priority),
        messages=1,
        player_spoke_last=not internal,
        revision=1,
    )
    links = [replace(link, by=by, at=at) for link in dict.fromkeys(told.links)]
    for number, link in enumerate(links):
        if not await conversation.exists(connection, ticket, link):
            raise InvalidField(f"links[{number}].ref", f"is not a {link.kind} of this player")
    # Last, as others who open one wait from here on.
    ticket = replace(ticket, number=await store.next_number(connection, operator_id))
    await store.add(connection, ticket)
    await conversation.say(connection, ticket, desk.said(ticket, speaker, told.text, at, internal=internal))
    for link in links:
        await conversation.tie(connection, ticket, link)
    opened = history.told("opened", ticket, by, by_id, at, "", ticket.label)
    await conversation.note(connection, ticket, [opened])
    return ticket, at
