"""How rows read as domain objects, and the statements' lists of columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

# An exclusion that has run out is none, whether or not the platform has said so.
PLAYER_COLUMNS: Final = (
    *(column.name for column in tables.players.c if column.name != "excluded_since"),
    "CASE WHEN excluded_until IS NULL OR excluded_until > now() THEN excluded_since END AS excluded_since",
)
BAN_COLUMNS: Final = (
    "ban_id", "scope", "reason", "placed_by", "placed_by_id", "placed_at", "expires_at", "lifted_at", "lifted_by",
    "lift_reason",
)  # fmt: skip


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
    return ban_of([getattr(row, name) for name in BAN_COLUMNS])


def ban_of(values: Iterable[Any]) -> Ban:
    """A ban from the values of `BAN_COLUMNS`."""
    ban_id, scope, reason, by, by_id, placed_at, expires_at, lifted_at, lifted_by, lift_reason = values
    return Ban(
        ban_id=ban_id,
        scope=BanScope(scope),
        reason=reason,
        placed_by=by,
        placed_by_id=by_id,
        placed_at=moment(placed_at),
        expires_at=moment_or_none(expires_at),
        lifted_at=moment_or_none(lifted_at),
        lifted_by=lifted_by,
        lift_reason=lift_reason,
    )


def player_values(player: Player) -> dict[str, Any]:
    """What the row of a player holds besides its key, its folded names and what a registration alone says."""
    facts, suspension, exclusion = player.registration, player.suspension, player.exclusion
    return {
        "username": facts.username,
        "first_name": facts.first_name,
        "last_name": facts.last_name,
        "email": facts.email,
        "phone": facts.phone,
        "date_of_birth": facts.date_of_birth,
        "country": facts.country,
        "region": facts.region,
        "language": facts.language,
        "status": player.status.value,
        "suspension_reason": suspension.reason if suspension else None,
        "suspended_by": suspension.by if suspension else None,
        "suspended_by_id": suspension.by_id if suspension else None,
        "suspended_at": suspension.at if suspension else None,
        "revision": player.revision,
        "document_type": facts.document.type,
        "document_number": facts.document.number,
        "kyc_level": player.kyc_level,
        "kyc_status": player.kyc_status.value,
        "vip_level": player.vip_level,
        "affiliate_id": facts.affiliate_id,
        "referrer_external_id": facts.referrer_external_id,
        "excluded_since": exclusion.since if exclusion else None,
        "excluded_until": exclusion.until if exclusion else None,
        "risk_flags": list(player.risk_flags),
        "two_factor": player.two_factor,
        "two_factor_reset_at": player.two_factor_reset_at,
    }


def suspension(row: Any) -> Suspension | None:
    """Why, by whom and since when a player is suspended; a closed account may be, too."""
    if row.suspended_at is None:
        return None
    return Suspension(row.suspension_reason, row.suspended_by, row.suspended_by_id, moment(row.suspended_at))


def exclusion(row: Any) -> Exclusion | None:
    """A player's exclusion."""
    if row.excluded_since is None:
        return None
    return Exclusion(moment(row.excluded_since), moment_or_none(row.excluded_until))


def player(row: Any, *, tags: Sequence[str] = (), bans: Sequence[Ban] = (), online: bool = False) -> Player:
    """A row of players joined with accounts, and what other tables say of it."""
    return Player(
        operator_id=row.operator_id,
        player_id=row.player_id,
        registration=registration(row),
        status=PlayerStatus(row.status),
        suspension=suspension(row),
        registered_at=moment(row.registered_at),
        last_seen_at=moment(row.last_seen_at) if row.seen else None,
        revision=row.revision,
        kyc_level=row.kyc_level,
        kyc_status=KycStatus(row.kyc_status),
        vip_level=row.vip_level,
        exclusion=exclusion(row),
        risk_flags=tuple(row.risk_flags),
        two_factor=row.two_factor,
        two_factor_reset_at=moment_or_none(row.two_factor_reset_at),
        tags=tuple(tags),
        bans=tuple(bans),
        online=online,
    )
