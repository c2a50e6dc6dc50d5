"""Solved tickets that close by themselves when the player has said no more for the operator's number of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from kit.auth.actor import SYSTEM
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players import events
from services.players.domain.tickets.ticket import SYSTEM_NAME, Author, TicketState
from services.players.repository.tickets import settings
from services.players.service.tickets import desk
from services.players.service.tickets.desk import Speaker

_DAYBOOK = Speaker(Author.SYSTEM, SYSTEM.id, SYSTEM_NAME)


async def close_solved(uow: UnitOfWork, operator_id: UUID, company_id: UUID, clock: Clock) -> int:
    """Closes a batch of an operator's tickets that were solved long enough ago, and says how many.

    Each is closed once by whichever process holds it first; it is announced as the system's doing.
    """
    rules, at = await desk.rules(uow.connection, operator_id, steady=True), clock()
    before_then = at - timedelta(days=rules.close_solved_days)
    tickets = await settings.solved_before(uow.connection, operator_id, before_then)
    for before in tickets:
        after = desk.moved(
            replace(before, revision=before.revision + 1, updated_at=max(at, before.updated_at)),
            TicketState.CLOSED,
            at,
            rules,
        )
        await desk.keep(uow, before, after, _DAYBOOK, at)
        uow.outbox.add(
            events.ticket_changed(
                "ticket.move",
                SYSTEM,
                at,
                before,
                after,
                reason=f"solved for {rules.close_solved_days} days",
                company_id=str(company_id),
            )
        )
    return len(tickets)
