"""How rows read as domain objects, and the statements' lists of columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players import tables
from services.players.domain.ban import Ban, BanScope
from services.players.domain.player import (
    Document,
    Exclusion,
    KycStatus,
    Player,
    PlayerStatus,
    Registration,
    Suspension,
)

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


def moment_or_none(value: datetime | None) -> datetime | None:
    """A stored moment in UTC, or none."""
    return None if value is None else moment(value)


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
        document=Document(row.document_type, row.document_number),
        affiliate_id=row.affiliate_id,
        referrer_external_id=row.referrer_external_id,
    )


def ban(row: Any) -> Ban:
    """A row of bans."""
    return Ban(
        ban_id=row.ban_id,
        scope=BanScope(row.scope),
        reason=row.reason,
        placed_by=row.placed_by,
        placed_by_id=row.placed_by_id,
        placed_at=moment(row.placed_at),
        expires_at=moment_or_none(row.expires_at),
        lifted_at=moment_or_none(row.lifted_at),
        lifted_by=row.lifted_by,
        lift_reason=row.lift_reason,
    )


def player(row: Any, *, tags: Sequence[str] = (), bans: Sequence[Ban] = (), online: bool = False) -> Player:
    """A row of players joined with accounts, and what other tables say of it."""
    suspension = None
    if row.suspended_at is not None:
        suspension = Suspension(row.suspension_reason, row.suspended_by, row.suspended_by_id, moment(row.suspended_at))
    exclusion = None
    if row.excluded_since is not None:
        exclusion = Exclusion(moment(row.excluded_since), moment_or_none(row.excluded_until))
    return Player(
        operator_id=row.operator_id,
        player_id=row.player_id,
        registration=registration(row),
        status=PlayerStatus(row.status),
        suspension=suspension,
        registered_at=moment(row.registered_at),
        last_seen_at=moment(row.last_seen_at) if row.seen else None,
        revision=row.revision,
        kyc_level=row.kyc_level,
        kyc_status=KycStatus(row.kyc_status),
        vip_level=row.vip_level,
        exclusion=exclusion,
        risk_flags=tuple(row.risk_flags),
        two_factor=row.two_factor,
        two_factor_reset_at=moment_or_none(row.two_factor_reset_at),
        tags=tuple(tags),
        bans=tuple(bans),
        online=online,
    )
