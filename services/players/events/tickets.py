"""What is announced of support tickets and their settings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from daybook.players.v1 import events_pb2 as wire

from kit.actions import State, privileged
from kit.auth.actor import Actor
from kit.events import Event
from services.players.convert import times
from services.players.domain.tickets import history as ticket_history
from services.players.domain.tickets.settings import TicketSettings
from services.players.domain.tickets.ticket import Link, Message, PlayerNames, Ticket


def ticket_changed(
    name: str,
    actor: Actor,
    at: datetime,
    before: Ticket | None,
    after: Ticket,
    *,
    reason: str = "",
    request_id: str = "",
    company_id: str = "",
    was: State | None = None,
    became: State | None = None,
) -> Event:
    """A ticket was opened, answered, changed, moved, merged or tied; `was` and `became` tell what is beside it."""
    action = privileged(
        name,
        actor,
        at,
        target_type="ticket",
        target_id=str(after.ticket_id),
        target_label=after.label,
        operator_id=str(after.operator_id),
        company_id=company_id,
        reason=reason,
        before={**(ticket_history.state_of(before) if before else {}), **(was or {})},
        after={**ticket_history.state_of(after), **(became or {})},
        sensitive=ticket_history.SENSITIVE,
        request_id=request_id,
    )
    message = wire.TicketChanged(action=action, operator_id=str(after.operator_id), ticket_id=str(after.ticket_id))
    return Event("ticket_changed", after.operator_id, message)


def ticket_answered(actor: Actor, before: Ticket, after: Ticket, message: Message, request_id: str) -> Event:
    """Staff wrote to the player or for themselves; the words stay where they are."""
    written = {"message": {"id": message.message_id, "internal": message.internal}}
    return ticket_changed("ticket.reply", actor, message.at, before, after, request_id=request_id, became=written)


def ticket_linked(
    actor: Actor, at: datetime, before: Ticket, after: Ticket, link: Link, request_id: str, *, removed: bool
) -> Event:
    """Something was tied to a ticket, or untied. A document may be named after a person."""
    tie = {str(link.kind): link.ref}
    return ticket_changed(
        "ticket.link",
        actor,
        at,
        before,
        after,
        request_id=request_id,
        was=tie if removed else None,
        became=None if removed else tie,
    )


def ticket_replied(ticket: Ticket, player: PlayerNames, message: Message) -> Event:
    """Staff answered a player, who may be told so."""
    told = wire.TicketReplied(
        operator_id=str(ticket.operator_id),
        ticket_id=str(ticket.ticket_id),
        number=ticket.number,
        player_id=str(ticket.player_id),
        player_external_id=player.external_id,
        message_id=str(message.message_id),
    )
    times.write(told.at, message.at)
    return Event("ticket_replied", ticket.operator_id, told)


def ticket_settings_set(
    actor: Actor,
    at: datetime,
    operator_id: UUID,
    before: TicketSettings,
    after: TicketSettings,
    reason: str,
    request_id: str,
) -> Event:
    """Business hours, targets or categories of tickets were changed."""
    action = privileged(
        "ticket_settings.set",
        actor,
        at,
        target_type="operator",
        target_id=str(operator_id),
        operator_id=str(operator_id),
        reason=reason,
        before=before.facts(),
        after=after.facts(),
        request_id=request_id,
    )
    return Event("settings_changed", operator_id, wire.SettingsChanged(action=action, operator_id=str(operator_id)))
