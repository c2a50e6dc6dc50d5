"""API keys and platform keys in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.access import Reach
from gateway.domain.people import ApiKey, PlatformKey
from gateway.tables import api_keys, grants, operators, platform_keys
from kit import paging
from kit.paging import Keyset, Total

_API_KEY = select(
    api_keys.c.key_id,
    api_keys.c.company_id,
    api_keys.c.name,
    grants.c.role,
    api_keys.c.created_at,
    api_keys.c.last_used_at,
    api_keys.c.revoked_at,
).join(grants, grants.c.holder_id == api_keys.c.key_id)
_PLATFORM_KEY = select(
    platform_keys.c.key_id,
    platform_keys.c.operator_id,
    operators.c.company_id,
    platform_keys.c.name,
    platform_keys.c.created_at,
    platform_keys.c.expires_at,
    platform_keys.c.revoked_at,
).join(operators, operators.c.operator_id == platform_keys.c.operator_id)
_API_KEYS = Keyset("api-keys", [api_keys.c.key_id], descending=True)
_PLATFORM_KEYS = Keyset("platform-keys", [platform_keys.c.key_id], descending=True)


async def add_api_key(connection: AsyncConnection, key: ApiKey, secret_hash: bytes) -> None:
    """Stores a new API key; its role is a grant of its own."""
    await connection.execute(
        insert(api_keys).values(
            company_id=key.company_id,
            key_id=key.key_id,
            name=key.name,
            secret_hash=secret_hash,
            created_at=key.created_at,
        )
    )


async def api_key_by_secret(connection: AsyncConnection, secret_hash: bytes) -> ApiKey | None:
    """The key that a secret is, revoked ones too."""
    row = (await connection.execute(_API_KEY.where(api_keys.c.secret_hash == secret_hash))).first()
    return _api_key(row) if row else None


async def api_key(connection: AsyncConnection, key_id: UUID) -> ApiKey | None:
    """The key of an id that is not revoked."""
    query = _API_KEY.where(api_keys.c.key_id == key_id, api_keys.c.revoked_at.is_(None))
    row = (await connection.execute(query)).first()
    return _api_key(row) if row else None


async def page_of_api_keys(
    connection: AsyncConnection, reach: Reach, cursor: str, size: int
) -> tuple[Sequence[ApiKey], str, Total]:
    """A page of the keys of the companies within reach that are not revoked, newest first. Raises BadCursor."""
    query = _API_KEY.where(api_keys.c.revoked_at.is_(None))
    if not reach.everything:
        query = query.where(api_keys.c.company_id == func.any(list(reach.companies)))
    found = await _API_KEYS.page(connection, query, cursor, size)
    return [_api_key(row) for row in found.rows], found.next_cursor, await paging.count(connection, query)


async def touch_api_key(connection: AsyncConnection, key: ApiKey, at: datetime) -> None:
    """Notes that the key was used."""
    await connection.execute(
        update(api_keys)
        .where(api_keys.c.company_id == key.company_id, api_keys.c.key_id == key.key_id)
        .values(last_used_at=at)
    )


async def revoke_api_key(connection: AsyncConnection, key: ApiKey, at: datetime) -> bool:
    """Refuses a key from now on; False when it was refused already."""
    revoked = await connection.execute(
        update(api_keys)
        .where(
            api_keys.c.company_id == key.company_id, api_keys.c.key_id == key.key_id, api_keys.c.revoked_at.is_(None)
        )
        .values(revoked_at=at)
    )
    return revoked.rowcount == 1


async def add_platform_key(connection: AsyncConnection, key: PlatformKey) -> None:
    """Stores what is known of a new platform key."""
    await connection.execute(
        insert(platform_keys).values(
            operator_id=key.operator_id,
            key_id=key.key_id,
            name=key.name,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


async def platform_key(connection: AsyncConnection, key_id: UUID) -> PlatformKey | None:
    """The platform key of an id that is not revoked."""
    query = _PLATFORM_KEY.where(platform_keys.c.key_id == key_id, platform_keys.c.revoked_at.is_(None))
    row = (await connection.execute(query)).first()
    return _platform_key(row) if row else None


async def page_of_platform_keys(
    connection: AsyncConnection, operator_id: UUID, cursor: str, size: int
) -> tuple[Sequence[PlatformKey], str, Total]:
    """A page of an operator's keys that are not revoked, newest first. Raises BadCursor."""
    query = _PLATFORM_KEY.where(platform_keys.c.operator_id == operator_id, platform_keys.c.revoked_at.is_(None))
    found = await _PLATFORM_KEYS.page(connection, query, cursor, size)
    return [_platform_key(row) for row in found.rows], found.next_cursor, await paging.count(connection, query)


async def revoke_platform_key(connection: AsyncConnection, key: PlatformKey, at: datetime) -> bool:
    """Refuses a key from now on; False when it was refused already."""
    revoked = await connection.execute(
        update(platform_keys)
        .where(
            platform_keys.c.operator_id == key.operator_id,
            platform_keys.c.key_id == key.key_id,
            platform_keys.c.revoked_at.is_(None),
        )
        .values(revoked_at=at, announced_at=func.now())
    )
    return revoked.rowcount == 1


async def to_announce(connection: AsyncConnection, before: datetime, most: int) -> Sequence[tuple[UUID, UUID]]:
    """Revoked keys that would still be good, last announced before a moment, with their operators; noted as told."""
    stale = (
        select(platform_keys.c.operator_id, platform_keys.c.key_id)
        .where(
            platform_keys.c.revoked_at.is_not(None),
            platform_keys.c.expires_at > func.now(),
            platform_keys.c.announced_at < before,
        )
        .order_by(platform_keys.c.announced_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = [(row.key_id, row.operator_id) for row in await connection.execute(stale)]
    if found:
        chosen = tuple_(platform_keys.c.operator_id, platform_keys.c.key_id).in_(
            [(operator_id, key_id) for key_id, operator_id in found]
        )
        await connection.execute(update(platform_keys).where(chosen).values(announced_at=func.now()))
    return found


def _api_key(row: Any) -> ApiKey:
    return ApiKey(row.key_id, row.company_id, row.name, row.role, row.created_at, row.last_used_at, row.revoked_at)


def _platform_key(row: Any) -> PlatformKey:
    return PlatformKey(
        row.key_id, row.operator_id, row.company_id, row.name, row.created_at, row.expires_at, row.revoked_at
    )
