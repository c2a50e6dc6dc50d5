"""Manual credits and debits with their documents, and the operators' limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.adjustment import Adjustment, AdjustmentKind, AdjustmentState, Limits, Person
from services.players.repository import rows
from services.players.tables import adjustment_documents, adjustments, players

NEWEST: Final = Keyset("adjustments", [adjustments.c.adjustment_id], descending=True)
OLDEST: Final = Keyset("adjustments.oldest", [adjustments.c.adjustment_id], descending=False)
NO_LIMITS: Final = Limits({}, 0)


async def add(connection: AsyncConnection, one: Adjustment) -> None:
    """Keeps a new one."""
    await connection.execute(
        insert(adjustments).values(
            operator_id=one.operator_id,
            adjustment_id=one.adjustment_id,
            player_id=one.player_id,
            kind=one.kind.value,
            currency=one.currency,
            minor=one.minor,
            reason=one.reason,
            requested_by=one.requested_by.name,
            requested_by_id=one.requested_by.id,
            requested_at=one.requested_at,
            document_name=one.document_name,
            **_decision(one),
        )
    )


async def decide(connection: AsyncConnection, one: Adjustment) -> None:
    """Keeps what became of a waiting one."""
    await connection.execute(
        update(adjustments)
        .where(adjustments.c.operator_id == one.operator_id, adjustments.c.adjustment_id == one.adjustment_id)
        .values(**_decision(one))
    )


def _decision(one: Adjustment) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "decided_by": one.decided_by.name if one.decided_by else None,
        "decided_by_id": one.decided_by.id if one.decided_by else None,
        "decided_at": one.decided_at,
        "decision_reason": one.decision_reason,
        "movement_number": one.number,
    }


async def lock(connection: AsyncConnection, operator_id: UUID, adjustment_id: UUID) -> Adjustment | None:
    """One of them, which nobody else decides until the transaction ends."""
    await connection.execute(
        text("SELECT 1 FROM adjustments WHERE operator_id = :operator AND adjustment_id = :one FOR UPDATE"),
        {"operator": operator_id, "one": adjustment_id},
    )
    return await find(connection, operator_id, adjustment_id)


async def find(connection: AsyncConnection, operator_id: UUID, adjustment_id: UUID) -> Adjustment | None:
    """One of them."""
    query = _shown(operator_id).where(adjustments.c.adjustment_id == adjustment_id)
    row = (await connection.execute(query)).first()
    return _adjustment(row) if row is not None else None


async def page(
    connection: AsyncConnection,
    operator_id: UUID,
    player_id: UUID | None,
    state: AdjustmentState | None,
    oldest_first: bool,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """An operator's adjustments in the order in which they were asked for."""
    query = listed(operator_id, player_id, state)
    found = await (OLDEST if oldest_first else NEWEST).page(connection, query, cursor, size)
    return PageOf([_adjustment(row) for row in found.rows], found.next_cursor), await count(connection, query)


def listed(operator_id: UUID, player_id: UUID | None, state: AdjustmentState | None) -> Select[Any]:
    """An operator's adjustments, in no order."""
    query = _shown(operator_id)
    if player_id is not None:
        query = query.where(adjustments.c.player_id == player_id)
    return query if state is None else query.where(adjustments.c.state == state.value)


def _shown(operator_id: UUID) -> Select[Any]:
    whose = and_(players.c.operator_id == adjustments.c.operator_id, players.c.player_id == adjustments.c.player_id)
    return (
        select(adjustments, players.c.external_id, players.c.username)
        .join(players, whose)
        .where(adjustments.c.operator_id == operator_id)
    )


async def done_alone(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, currency: str, person: str, since: datetime
) -> int:
    """How much a person has credited and debited a player since a moment without anybody else, in minor units."""
    query = select(func.coalesce(func.sum(adjustments.c.minor), 0)).where(
        adjustments.c.operator_id == operator_id,
        adjustments.c.player_id == player_id,
        adjustments.c.currency == currency,
        adjustments.c.requested_by_id == person,
        adjustments.c.requested_at > since,
        adjustments.c.state == AdjustmentState.DONE.value,
        adjustments.c.decided_by_id.is_(None),
    )
    return int((await connection.execute(query)).scalar_one())


async def add_document(
    connection: AsyncConnection, operator_id: UUID, adjustment_id: UUID, content_type: str, sealed: bytes
) -> None:
    """Keeps a document, sealed."""
    await connection.execute(
        insert(adjustment_documents).values(
            operator_id=operator_id, adjustment_id=adjustment_id, content_type=content_type, sealed=sealed
        )
    )


async def document(connection: AsyncConnection, operator_id: UUID, adjustment_id: UUID) -> tuple[str, bytes] | None:
    """The type of a document, and its content as it was sealed."""
    query = select(adjustment_documents.c.content_type, adjustment_documents.c.sealed).where(
        adjustment_documents.c.operator_id == operator_id, adjustment_documents.c.adjustment_id == adjustment_id
    )
    row = (await connection.execute(query)).first()
    return (row.content_type, row.sealed) if row is not None else None


async def limits(connection: AsyncConnection, operator_id: UUID) -> Limits:
    """An operator's limits; none when they were never set."""
    found = await connection.execute(
        text("SELECT limits, revision FROM adjustment_limits WHERE operator_id = :operator"), {"operator": operator_id}
    )
    row = found.first()
    return NO_LIMITS if row is None else Limits(dict(sorted(row.limits.items())), row.revision)


# Of two who saw the same revision one is told that there is a newer one.
_KEEP_LIMITS: Final = text(
    """
    INSERT INTO adjustment_limits AS kept (operator_id, limits, revision)
    SELECT :operator, :limits, 1 WHERE :seen = 0
        OR EXISTS (SELECT 1 FROM adjustment_limits WHERE operator_id = :operator)
    ON CONFLICT (operator_id) DO UPDATE
    SET limits = excluded.limits, revision = kept.revision + 1
    WHERE kept.revision = :seen
    RETURNING revision
    """
).bindparams(bindparam("limits", type_=JSONB))


async def keep_limits(connection: AsyncConnection, operator_id: UUID, by_currency: dict[str, int], seen: int) -> bool:
    """Replaces the limits that have the revision seen; False when they have another by now."""
    found = await connection.execute(_KEEP_LIMITS, {"operator": operator_id, "limits": by_currency, "seen": seen})
    return found.first() is not None


def _adjustment(row: Any) -> Adjustment:
    decided_by = None if row.decided_by is None else Person(row.decided_by, row.decided_by_id)
    return Adjustment(
        operator_id=row.operator_id,
        adjustment_id=row.adjustment_id,
        player_id=row.player_id,
        external_id=row.external_id,
        username=row.username,
        kind=AdjustmentKind(row.kind),
        currency=row.currency,
        minor=row.minor,
        reason=row.reason,
        state=AdjustmentState(row.state),
        requested_by=Person(row.requested_by, row.requested_by_id),
        requested_at=rows.moment(row.requested_at),
        decided_by=decided_by,
        decided_at=rows.moment_or_none(row.decided_at),
        decision_reason=row.decision_reason,
        document_name=row.document_name,
        number=row.movement_number,
    )
