"""All of an operator in the database: settings, schedule, closing and history, revision by revision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.access import Reach
from gateway.domain.directory import OperatorStatus, name_key
from gateway.domain.operator_settings import Settings
from gateway.domain.operator_status import Closing, Details, Entry, HistoryKind, Scheduled
from gateway.repository.directory import BY_NAME, OPERATOR, operator_of, within
from gateway.tables import operator_closings, operator_history, operator_schedules, operators
from kit import paging
from kit.money import Money
from kit.paging import Keyset, Total

_SCHEDULED: Final = {column.name: column.label(f"scheduled_{column.name}") for column in operator_schedules.c}
_DETAILS: Final = (
    OPERATOR.add_columns(
        operators.c.jurisdiction,
        operators.c.licence,
        operators.c.languages,
        operators.c.balance_thresholds,
        operators.c.allowed_ips,
        operators.c.maintenance_message,
        operators.c.status_since,
        operator_closings.c.asked_by_id,
        operator_closings.c.asked_by,
        operator_closings.c.asked_at,
        operator_closings.c.reason,
        *_SCHEDULED.values(),
    )
    .outerjoin(operator_schedules, operator_schedules.c.operator_id == operators.c.operator_id)
    .outerjoin(operator_closings, operator_closings.c.operator_id == operators.c.operator_id)
)
_NEWEST: Final = Keyset("operator-history", [operator_history.c.revision], descending=True)


async def details(connection: AsyncConnection, operator_id: UUID) -> Details | None:
    """All of an operator."""
    row = (await connection.execute(_DETAILS.where(operators.c.operator_id == operator_id))).first()
    return _details(row) if row else None


async def lock(connection: AsyncConnection, operator_id: UUID) -> Details | None:
    """The same, as it stays until the transaction ends.

    Locked by a statement of its own: one that waits for a lock sees of other tables what was there when it began.
    """
    query = select(operators.c.operator_id).where(operators.c.operator_id == operator_id)
    await connection.execute(query.with_for_update(key_share=True))
    return await details(connection, operator_id)


async def details_of(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Details]:
    """All of several operators."""
    rows = await connection.execute(_DETAILS.where(operators.c.operator_id == func.any(list(ids))))
    return {row.operator_id: _details(row) for row in rows}


async def page(
    connection: AsyncConnection, reach: Reach, cursor: str, size: int
) -> tuple[Sequence[Details], str, Total]:
    """A page of the operators within reach, by name. Raises BadCursor."""
    query = within(_DETAILS, reach)
    found = await BY_NAME.page(connection, query, cursor, size)
    total = await paging.count(connection, within(OPERATOR, reach))
    return [_details(row) for row in found.rows], found.next_cursor, total


async def within_reach(
    connection: AsyncConnection, reach: Reach, company_id: UUID | None, limit: int
) -> Sequence[Details]:
    """The operators within reach, of one company or of all, by name."""
    query = within(_DETAILS, reach)
    if company_id is not None:
        query = query.where(operators.c.company_id == company_id)
    rows = await connection.execute(query.order_by(operators.c.name_key, operators.c.operator_id).limit(limit))
    return [_details(row) for row in rows]


async def is_taken(connection: AsyncConnection, company_id: UUID, name: str, but: UUID) -> bool:
    """Whether another operator of the company has the name."""
    query = select(operators.c.operator_id).where(
        operators.c.company_id == company_id, operators.c.name_key == name_key(name), operators.c.operator_id != but
    )
    return (await connection.execute(query)).first() is not None


async def save(connection: AsyncConnection, after: Details) -> None:
    """Keeps an operator that is locked, with its schedule and whether closing it was asked for."""
    one, settings = after.operator, after.settings
    key = {"operator_id": one.operator_id}
    await connection.execute(
        update(operators)
        .where(operators.c.operator_id == one.operator_id)
        .values(
            name=one.name,
            name_key=name_key(one.name),
            timezone=one.timezone,
            currency=one.currency,
            status=one.status.value,
            revision=one.revision,
            jurisdiction=settings.jurisdiction,
            licence=settings.licence,
            languages=list(settings.languages),
            balance_thresholds={limit.currency: limit.minor for limit in settings.balance_thresholds},
            allowed_ips=list(settings.allowed_ips),
            maintenance_message=after.message,
            status_since=after.status_since,
            announced_at=func.now(),
        )
    )
    await connection.execute(delete(operator_schedules).where(operator_schedules.c.operator_id == one.operator_id))
    if (step := after.scheduled) is not None:
        await connection.execute(
            insert(operator_schedules).values(
                to_status=step.to.value,
                at=step.at,
                until=step.until,
                ends=step.ends.value if step.ends else None,
                allowed_ips=None if step.allowed_ips is None else list(step.allowed_ips),
                message=step.message,
                reason=step.reason,
                by_id=step.by_id,
                by_name=step.by,
                **key,
            )
        )
    await connection.execute(delete(operator_closings).where(operator_closings.c.operator_id == one.operator_id))
    if (asked := after.closing) is not None:
        await connection.execute(
            insert(operator_closings).values(
                asked_by_id=asked.asked_by_id,
                asked_by=asked.asked_by,
                asked_at=asked.asked_at,
                reason=asked.reason,
                **key,
            )
        )


async def note(connection: AsyncConnection, entry: Entry) -> None:
    """Keeps what happened to an operator."""
    await connection.execute(
        insert(operator_history).values(
            operator_id=entry.operator_id,
            revision=entry.revision,
            at=entry.at,
            by_name=entry.by,
            kind=entry.kind.value,
            from_status=entry.from_status.value if entry.from_status else None,
            to_status=entry.to_status.value,
            reason=entry.reason,
            fields=list(entry.fields),
        )
    )


async def since(connection: AsyncConnection, operator_id: UUID, revision: int) -> Sequence[Entry]:
    """What happened after a revision, oldest first."""
    query = (
        select(operator_history)
        .where(operator_history.c.operator_id == operator_id, operator_history.c.revision > revision)
        .order_by(operator_history.c.revision)
    )
    return [_entry(row) for row in await connection.execute(query)]


async def history(
    connection: AsyncConnection, operator_id: UUID, cursor: str, size: int
) -> tuple[Sequence[Entry], str, Total]:
    """A page of what happened to an operator, newest first. Raises BadCursor."""
    query = select(operator_history).where(operator_history.c.operator_id == operator_id)
    found = await _NEWEST.page(connection, query, cursor, size)
    return [_entry(row) for row in found.rows], found.next_cursor, await paging.count(connection, query)


async def database_time(connection: AsyncConnection) -> datetime:
    """What the database's clock shows: the one clock that all replicas share."""
    at: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    return at


async def due(connection: AsyncConnection, most: int) -> Sequence[UUID]:
    """Operators with a step whose moment has come by the database's clock, earliest first."""
    query = (
        select(operator_schedules.c.operator_id)
        .where(operator_schedules.c.at <= func.clock_timestamp())
        .order_by(operator_schedules.c.at)
        .limit(most)
    )
    return list((await connection.execute(query)).scalars())


async def to_announce(connection: AsyncConnection, before: datetime, most: int) -> Sequence[Details]:
    """Operators that were announced last before a moment, locked, and noted as announced now."""
    stale = (
        select(operators.c.operator_id)
        .where(operators.c.announced_at < before)
        .order_by(operators.c.announced_at)
        .limit(most)
        .with_for_update(key_share=True, skip_locked=True)
    )
    ids = list((await connection.execute(stale)).scalars())
    if not ids:
        return []
    await connection.execute(
        update(operators).where(operators.c.operator_id == func.any(ids)).values(announced_at=func.now())
    )
    return list((await details_of(connection, ids)).values())


def _details(row: Any) -> Details:
    scheduled = closing = None
    if row.scheduled_operator_id is not None:
        allowed = row.scheduled_allowed_ips
        scheduled = Scheduled(
            to=OperatorStatus(row.scheduled_to_status),
            at=row.scheduled_at,
            reason=row.scheduled_reason,
            by_id=row.scheduled_by_id,
            by=row.scheduled_by_name,
            until=row.scheduled_until,
            ends=OperatorStatus(row.scheduled_ends) if row.scheduled_ends else None,
            allowed_ips=None if allowed is None else tuple(allowed),
            message=row.scheduled_message,
        )
    if row.asked_by_id is not None:
        closing = Closing(row.asked_by_id, row.asked_by, row.asked_at, row.reason)
    thresholds = (Money(minor, currency) for currency, minor in sorted(row.balance_thresholds.items()))
    return Details(
        operator=operator_of(row),
        status_since=row.status_since,
        settings=Settings(
            row.jurisdiction, row.licence, tuple(row.languages), tuple(thresholds), tuple(row.allowed_ips)
        ),
        message=row.maintenance_message,
        scheduled=scheduled,
        closing=closing,
    )


def _entry(row: Any) -> Entry:
    return Entry(
        row.operator_id,
        row.revision,
        row.at,
        row.by_name,
        HistoryKind(row.kind),
        OperatorStatus(row.from_status) if row.from_status else None,
        OperatorStatus(row.to_status),
        row.reason,
        tuple(row.fields),
    )
