"""The ticket settings of operators, and what a change of them does to open tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Interval, Uuid, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.tickets.calendar import Hours
from services.players.domain.tickets.clocks import falls_due
from services.players.domain.tickets.settings import Target, TicketSettings
from services.players.domain.tickets.ticket import Priority, Ticket, TicketState
from services.players.repository.tickets.store import ticket_of
from services.players.tables import operators, ticket_settings, tickets

BATCH: Final = 1_000


async def of(connection: AsyncConnection, operator_id: UUID) -> TicketSettings | None:
    """The operator's settings, the usual ones where none were set; None for an operator that is not known."""
    query = (
        select(operators.c.timezone, ticket_settings.c.settings, ticket_settings.c.revision)
        .select_from(operators.outerjoin(ticket_settings, ticket_settings.c.operator_id == operators.c.operator_id))
        .where(operators.c.operator_id == operator_id)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    return TicketSettings(row.timezone) if row.settings is None else _read(row.timezone, row.settings, row.revision)


async def keep(connection: AsyncConnection, operator_id: UUID, settings: TicketSettings) -> None:
    """Stores the settings; the caller holds them."""
    values = {"settings": _written(settings), "revision": settings.revision}
    statement = insert(ticket_settings).values(operator_id=operator_id, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[ticket_settings.c.operator_id], set_=values)
    )


async def open_after(connection: AsyncConnection, operator_id: UUID, after: UUID | None) -> list[Ticket]:
    """The next open tickets in the order of their ids, locked, a batch of them."""
    query = (
        select(tickets)
        .where(tickets.c.operator_id == operator_id, tickets.c.state == TicketState.OPEN.value)
        .order_by(tickets.c.ticket_id)
        .limit(BATCH)
        .with_for_update(key_share=True)
    )
    if after is not None:
        query = query.where(tickets.c.ticket_id > after)
    return [ticket_of(row) for row in await connection.execute(query)]


async def keep_times(connection: AsyncConnection, operator_id: UUID, rebased: Sequence[Ticket]) -> None:
    """Stores the clocks of many open tickets in one statement."""
    times = [ticket.times for ticket in rebased]
    moments = ARRAY(DateTime(timezone=True))
    new = (
        func.unnest(
            literal([ticket.ticket_id for ticket in rebased], ARRAY(Uuid)),
            literal([one.spent for one in times], ARRAY(Interval)),
            literal([one.running_since for one in times], moments),
            literal([one.reply_due_at for one in times], moments),
            literal([one.resolution_due_at for one in times], moments),
            literal([falls_due(ticket.times, ticket.state) for ticket in rebased], moments),
        )
        .table_valued(
            column("ticket_id", Uuid),
            column("spent", Interval),
            column("running_since", DateTime(timezone=True)),
            column("reply_due_at", DateTime(timezone=True)),
            column("resolution_due_at", DateTime(timezone=True)),
            column("due_at", DateTime(timezone=True)),
        )
        .render_derived(name="new")
    )
    await connection.execute(
        update(tickets)
        .where(tickets.c.operator_id == operator_id, tickets.c.ticket_id == new.c.ticket_id)
        .values(
            spent=new.c.spent,
            running_since=new.c.running_since,
            reply_due_at=new.c.reply_due_at,
            resolution_due_at=new.c.resolution_due_at,
            due_at=new.c.due_at,
        )
    )


async def solved_before(connection: AsyncConnection, operator_id: UUID, at: datetime) -> list[Ticket]:
    """Tickets solved before a moment, locked, a batch of them; those that others hold are left to them."""
    query = (
        select(tickets)
        .where(
            tickets.c.operator_id == operator_id,
            tickets.c.state == TicketState.SOLVED.value,
            tickets.c.resolved_at < at,
        )
        .order_by(tickets.c.resolved_at)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [ticket_of(row) for row in await connection.execute(query)]


async def all_operators(connection: AsyncConnection) -> list[tuple[UUID, UUID]]:
    """Every operator with its company."""
    rows = await connection.execute(select(operators.c.operator_id, operators.c.company_id))
    return [(row.operator_id, row.company_id) for row in rows]


def _written(settings: TicketSettings) -> dict[str, Any]:
    return {
        "hours": [list(hours) for hours in settings.hours],
        "holidays": [day.isoformat() for day in settings.holidays],
        "targets": {priority.name: list(target) for priority, target in settings.targets.items()},
        "categories": list(settings.categories),
        "close_solved_days": settings.close_solved_days,
    }


def _read(timezone: str, stored: Any, revision: int) -> TicketSettings:
    return TicketSettings(
        timezone=timezone,
        hours=tuple(Hours(*hours) for hours in stored["hours"]),
        holidays=tuple(date.fromisoformat(day) for day in stored["holidays"]),
        targets={priority: Target(*stored["targets"][priority.name]) for priority in reversed(Priority)},
        categories=tuple(stored["categories"]),
        close_solved_days=stored["close_solved_days"],
        revision=revision,
    )
