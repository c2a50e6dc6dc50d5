"""Counters of attempts in windows of time, in the database so that all replicas and restarts share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# One statement, so that requests at the same time cannot both be the last one allowed.
_TAKE: Final = text("""
    INSERT INTO attempts (scope, key, count, window_started_at) VALUES (:scope, :key, 1, :at)
    ON CONFLICT (scope, key) DO UPDATE SET
        count = CASE WHEN attempts.window_started_at <= :expired THEN 1 ELSE attempts.count + 1 END,
        window_started_at = CASE WHEN attempts.window_started_at <= :expired THEN :at
                                 ELSE attempts.window_started_at END
    RETURNING count AS attempts, window_started_at
""")
_GIVE_BACK: Final = text("UPDATE attempts SET count = count - 1 WHERE scope = :scope AND key = :key AND count > 0")
_FORGET: Final = text("DELETE FROM attempts WHERE scope = :scope AND key = :key")
_PRUNE: Final = text("DELETE FROM attempts WHERE window_started_at < :before")


@dataclass(frozen=True, slots=True)
class Count:
    """How many attempts there were since the window opened, this one included."""

    count: int
    window_started_at: datetime


async def take(connection: AsyncConnection, scope: str, key: bytes, at: datetime, window: timedelta) -> Count:
    """Counts one more attempt; a window that is over starts anew."""
    row = (await connection.execute(_TAKE, {"scope": scope, "key": key, "at": at, "expired": at - window})).one()
    return Count(row.attempts, row.window_started_at)


async def give_back(connection: AsyncConnection, scope: str, key: bytes) -> None:
    """Takes an attempt back that turned out well."""
    await connection.execute(_GIVE_BACK, {"scope": scope, "key": key})


async def forget(connection: AsyncConnection, scope: str, key: bytes) -> None:
    """Starts anew."""
    await connection.execute(_FORGET, {"scope": scope, "key": key})


async def prune(connection: AsyncConnection, before: datetime) -> None:
    """Forgets windows that opened before a time."""
    await connection.execute(_PRUNE, {"before": before})
