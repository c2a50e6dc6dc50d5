"""How an operator wants its tickets handled; a change moves the clocks of all that are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players import events
from services.players.domain.tickets import clocks
from services.players.domain.tickets.settings import TicketSettings
from services.players.errors import OperatorUnknown, TicketSettingsStale
from services.players.repository.tickets import settings, store
from services.players.service.tickets import desk


async def read(connection: AsyncConnection, operator_id: UUID) -> TicketSettings:
    """The settings in force. Raises OperatorUnknown."""
    return await desk.rules(connection, operator_id)


async def write(
    uow: UnitOfWork,
    operator_id: UUID,
    wanted: TicketSettings,
    reason: str,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> TicketSettings:
    """Puts settings in force whose revision is the one that was seen; the zone is the operator's, whatever they say.

    Raises OperatorUnknown, TicketSettingsStale and InvalidField.
    """
    await store.hold_settings(uow.connection, operator_id)
    before = await settings.of(uow.connection, operator_id)
    if before is None:
        raise OperatorUnknown
    if before.revision != wanted.revision:
        raise TicketSettingsStale(before.revision)
    after = replace(wanted, timezone=before.timezone, revision=before.revision + 1)
    after.check()
    at = clock()
    await settings.keep(uow.connection, operator_id, after)
    await rebase(uow, operator_id, before, after, at)
    uow.outbox.add(events.ticket_settings_set(actor, at, operator_id, before, after, reason, request_id))
    return after


async def follow_zone(uow: UnitOfWork, operator_id: UUID, before: TicketSettings | None, clock: Clock) -> None:
    """Moves the clocks when the operator's zone is not what it was; the caller holds the settings."""
    after = await settings.of(uow.connection, operator_id)
    if before is not None and after is not None and before.timezone != after.timezone:
        await rebase(uow, operator_id, before, after, clock())


async def rebase(
    uow: UnitOfWork, operator_id: UUID, before: TicketSettings, after: TicketSettings, at: datetime
) -> None:
    """Moves the clocks of the operator's open tickets to other settings, some hundreds at a time."""
    last: UUID | None = None
    while tickets := await settings.open_after(uow.connection, operator_id, last):
        rebased = [
            replace(ticket, times=clocks.rebased(ticket.times, at, before, after, ticket.priority))
            for ticket in tickets
        ]
        await settings.keep_times(uow.connection, operator_id, rebased)
        last = tickets[-1].ticket_id
