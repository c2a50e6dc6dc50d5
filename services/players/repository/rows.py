"""How rows read as domain objects, and the statements' lists of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players import tables
from services.players.domain.player import Player, PlayerStatus, Registration, Suspension

PLAYER_COLUMNS: Final = (
    *tables.players.c,
    tables.accounts.c.last_seen_at,
    tables.accounts.c.seen,
)


async def driver(connection: AsyncConnection) -> asyncpg.Connection[asyncpg.Record]:
    """asyncpg's own connection, for arrays and COPY; only after a statement has opened the transaction."""
    raw = await connection.get_raw_connection()
    bare: asyncpg.Connection[asyncpg.Record] = raw.driver_connection  # type: ignore[assignment]
    if not bare.is_in_transaction():
        raise RuntimeError("A statement must open the transaction before the driver is used.")
    return bare


def moment(value: datetime) -> datetime:
    """A stored moment in UTC."""
    return value.astimezone(UTC)


def registration(row: Any) -> Registration:
    """What is stored of a registration."""
    return Registration(
        external_id=row.external_id,
        username=row.username,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        phone=row.phone,
        date_of_birth=row.date_of_birth,
        country=row.country,
        region=row.region,
        language=row.language,
        currency=row.currency,
        registration_ip=row.registration_ip,
        registered_at=moment(row.registered_at),
    )


def player(row: Any) -> Player:
    """A row of players joined with accounts."""
    suspension = None
    if row.suspended_at is not None:
        suspension = Suspension(row.suspension_reason, row.suspended_by, row.suspended_by_id, moment(row.suspended_at))
    return Player(
        operator_id=row.operator_id,
        player_id=row.player_id,
        registration=registration(row),
        status=PlayerStatus(row.status),
        suspension=suspension,
        registered_at=moment(row.registered_at),
        last_seen_at=moment(row.last_seen_at) if row.seen else None,
        revision=row.revision,
    )
