"""Single tickets: numbered, added, locked, kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, delete, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.search import terms
from services.players.domain.tickets.clocks import falls_due
from services.players.domain.tickets.ticket import PlayerNames, Priority, Ticket, TicketState, Times
from services.players.repository.rows import moment, moment_or_none
from services.players.tables import players, ticket_numbers, ticket_search, tickets

_LOWEST: Final = Priority.URGENT


async def next_number(connection: AsyncConnection, operator_id: UUID) -> int:
    """The operator's next ticket number. Whoever opens another waits until this transaction ends: none is left out."""
    statement = insert(ticket_numbers).values(operator_id=operator_id, last=1)
    given: int = (
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[ticket_numbers.c.operator_id], set_={"last": ticket_numbers.c.last + 1}
            ).returning(ticket_numbers.c.last)
        )
    ).scalar_one()
    return given


async def add(connection: AsyncConnection, ticket: Ticket) -> None:
    """Stores a new ticket, to be found by the words of its subject."""
    await connection.execute(
        insert(tickets).values(
            operator_id=ticket.operator_id,
            ticket_id=ticket.ticket_id,
            number=ticket.number,
            player_id=ticket.player_id,
            opened_at=ticket.opened_at,
            opened_by=ticket.opened_by,
            **_changing(ticket),
        )
    )
    await _index(connection, ticket)


async def find(connection: AsyncConnection, operator_id: UUID, ticket_id: UUID) -> Ticket | None:
    """A ticket by its id."""
    query = select(tickets).where(tickets.c.operator_id == operator_id, tickets.c.ticket_id == ticket_id)
    row = (await connection.execute(query)).first()
    return None if row is None else ticket_of(row)


async def lock(connection: AsyncConnection, operator_id: UUID, ticket_ids: Collection[UUID]) -> dict[UUID, Ticket]:
    """Tickets as they stay until the transaction ends, locked in the order of their ids."""
    query = (
        select(tickets)
        .where(
            tickets.c.operator_id == operator_id, tickets.c.ticket_id == any_(literal(list(ticket_ids), ARRAY(Uuid)))
        )
        .order_by(tickets.c.ticket_id)
        .with_for_update(key_share=True)
    )
    return {row.ticket_id: ticket_of(row) for row in await connection.execute(query)}


async def keep(connection: AsyncConnection, before: Ticket, after: Ticket) -> None:
    """Stores a ticket as it is now; the caller has locked it."""
    await connection.execute(
        update(tickets)
        .where(tickets.c.operator_id == after.operator_id, tickets.c.ticket_id == after.ticket_id)
        .values(**_changing(after))
    )
    if before.subject != after.subject:
        await connection.execute(
            delete(ticket_search).where(
                ticket_search.c.operator_id == after.operator_id, ticket_search.c.ticket_id == after.ticket_id
            )
        )
        await _index(connection, after)


async def names_of(
    connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID]
) -> dict[UUID, PlayerNames]:
    """By what players are known."""
    query = select(players.c.player_id, players.c.external_id, players.c.username).where(
        players.c.operator_id == operator_id, players.c.player_id == any_(literal(list(player_ids), ARRAY(Uuid)))
    )
    return {row.player_id: PlayerNames(row.external_id, row.username) for row in await connection.execute(query)}


async def share_settings(connection: AsyncConnection, operator_id: UUID) -> None:
    """Keeps the operator's settings as they are until the transaction ends; many may do so at a time."""
    await connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _key(operator_id)})


async def hold_settings(connection: AsyncConnection, operator_id: UUID) -> None:
    """Waits for all who share the settings and keeps others out until the transaction ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key(operator_id)})


def _key(operator_id: UUID) -> int:
    # 64 bits of a random id; what collides waits for a moment without need.
    return int.from_bytes(operator_id.bytes[8:], "big", signed=True)


async def _index(connection: AsyncConnection, ticket: Ticket) -> None:
    words = terms([ticket.subject])
    if words:
        await connection.execute(
            insert(ticket_search),
            [{"operator_id": ticket.operator_id, "ticket_id": ticket.ticket_id, "term": word} for word in words],
        )


def rank_of(priority: Priority) -> int:
    """A priority as it is stored: 0 for urgent to 3 for low."""
    return _LOWEST - priority


def _changing(ticket: Ticket) -> dict[str, Any]:
    times = ticket.times
    return {
        "subject": ticket.subject,
        "category": ticket.category,
        "rank": rank_of(ticket.priority),
        "state": ticket.state.value,
        "assignee_id": ticket.assignee_id,
        "assignee_name": ticket.assignee_name,
        "updated_at": ticket.updated_at,
        "due_at": falls_due(times, ticket.state),
        "spent": times.spent,
        "running_since": times.running_since,
        "replied_at": times.replied_at,
        "replied_late": times.replied_late,
        "reply_due_at": times.reply_due_at,
        "resolved_at": times.resolved_at,
        "resolved_late": times.resolved_late,
        "resolution_due_at": times.resolution_due_at,
        "messages": ticket.messages,
        "player_spoke_last": ticket.player_spoke_last,
        "merged_into": ticket.merged_into,
        "merged_into_number": ticket.merged_into_number,
        "revision": ticket.revision,
    }


def ticket_of(row: Any) -> Ticket:
    """A row of tickets."""
    return Ticket(
        operator_id=row.operator_id,
        ticket_id=row.ticket_id,
        number=row.number,
        player_id=row.player_id,
        subject=row.subject,
        category=row.category,
        priority=Priority(_LOWEST - row.rank),
        state=TicketState(row.state),
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        opened_at=moment(row.opened_at),
        opened_by=row.opened_by,
        updated_at=moment(row.updated_at),
        times=times_of(row),
        messages=row.messages,
        player_spoke_last=row.player_spoke_last,
        revision=row.revision,
        merged_into=row.merged_into,
        merged_into_number=row.merged_into_number,
    )


def times_of(row: Any) -> Times:
    """What a row's clocks have counted."""
    return Times(
        spent=row.spent,
        running_since=moment_or_none(row.running_since),
        replied_at=moment_or_none(row.replied_at),
        replied_late=row.replied_late,
        reply_due_at=moment_or_none(row.reply_due_at),
        resolved_at=moment_or_none(row.resolved_at),
        resolved_late=row.resolved_late,
        resolution_due_at=moment_or_none(row.resolution_due_at),
    )
