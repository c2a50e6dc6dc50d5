"""Staff sessions in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.access import Stage
from gateway.domain.people import IDLE, Session, Staff
from gateway.repository.staff import PERSON, person
from gateway.tables import sessions, staff
from kit import paging
from kit.paging import Keyset, Total

_SESSION = select(
    sessions.c.session_id,
    sessions.c.staff_id,
    sessions.c.stage,
    sessions.c.pending_totp,
    sessions.c.created_at,
    sessions.c.last_seen_at,
    sessions.c.expires_at,
    sessions.c.revoked_at,
    sessions.c.ip,
    sessions.c.user_agent,
)
_WITH_PERSON = _SESSION.add_columns(*PERSON).join(staff, staff.c.staff_id == sessions.c.staff_id)
_NEWEST = Keyset("sessions", [sessions.c.session_id], descending=True)


async def add(connection: AsyncConnection, session: Session, token_hash: bytes) -> None:
    """Stores a new session."""
    await connection.execute(
        insert(sessions).values(
            session_id=session.session_id,
            staff_id=session.staff_id,
            token_hash=token_hash,
            stage=session.stage.value,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            ip=session.ip,
            user_agent=session.user_agent,
        )
    )


async def by_token(connection: AsyncConnection, token_hash: bytes) -> Session | None:
    """The session that a browser's token opens, closed ones too."""
    row = (await connection.execute(_SESSION.where(sessions.c.token_hash == token_hash))).first()
    return _session(row) if row else None


async def with_person(connection: AsyncConnection, token_hash: bytes) -> tuple[Session, Staff] | None:
    """The session that a browser's token opens, closed ones too, and whose it is."""
    row = (await connection.execute(_WITH_PERSON.where(sessions.c.token_hash == token_hash))).first()
    return (_session(row), person(row)) if row else None


async def by_id(connection: AsyncConnection, staff_id: UUID, session_id: UUID) -> Session | None:
    """A session of a member of staff."""
    query = _SESSION.where(sessions.c.staff_id == staff_id, sessions.c.session_id == session_id)
    row = (await connection.execute(query)).first()
    return _session(row) if row else None


async def advance(
    connection: AsyncConnection, session_id: UUID, stage: Stage, token_hash: bytes, at: datetime, expires_at: datetime
) -> bool:
    """Moves an open session to a stage under a new token; the old token opens nothing any more."""
    moved = await connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.revoked_at.is_(None))
        .values(stage=stage.value, token_hash=token_hash, pending_totp=None, last_seen_at=at, expires_at=expires_at)
    )
    return moved.rowcount == 1


async def set_pending_totp(connection: AsyncConnection, session_id: UUID, sealed: bytes) -> None:
    """Keeps an authenticator's secret until its first code comes."""
    await connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(pending_totp=sealed))


async def touch(connection: AsyncConnection, session_id: UUID, at: datetime) -> None:
    """Notes that the session was used."""
    await connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.last_seen_at < at)
        .values(last_seen_at=at)
    )


async def revoke(connection: AsyncConnection, session_id: UUID, at: datetime) -> bool:
    """Closes a session; False when it was closed already."""
    closed = await connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return closed.rowcount == 1


async def revoke_others(connection: AsyncConnection, staff_id: UUID, keep: UUID | None, at: datetime) -> Sequence[UUID]:
    """Closes all open sessions of a member of staff but one; gives their ids."""
    query = update(sessions).where(
        sessions.c.staff_id == staff_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > at
    )
    if keep is not None:
        query = query.where(sessions.c.session_id != keep)
    rows = await connection.execute(query.values(revoked_at=at).returning(sessions.c.session_id))
    return [row.session_id for row in rows]


async def page(
    connection: AsyncConnection, staff_id: UUID, at: datetime, cursor: str, size: int
) -> tuple[Sequence[Session], str, Total]:
    """A page of a member of staff's open, complete sessions, newest first. Raises BadCursor."""
    query = _SESSION.where(
        sessions.c.staff_id == staff_id,
        sessions.c.stage == Stage.SIGNED_IN.value,
        sessions.c.revoked_at.is_(None),
        sessions.c.expires_at > at,
        sessions.c.last_seen_at > at - IDLE,
    )
    found = await _NEWEST.page(connection, query, cursor, size)
    return [_session(row) for row in found.rows], found.next_cursor, await paging.count(connection, query)


async def prune(connection: AsyncConnection, before: datetime) -> None:
    """Forgets sessions that ended before a time."""
    await connection.execute(
        text("DELETE FROM sessions WHERE expires_at < :before OR revoked_at < :before"), {"before": before}
    )


def _session(row: Any) -> Session:
    return Session(
        row.session_id,
        row.staff_id,
        Stage(row.stage),
        row.pending_totp,
        row.created_at,
        row.last_seen_at,
        row.expires_at,
        row.revoked_at,
        row.ip,
        row.user_agent,
    )
