"""Sessions: started, ended, counted, listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.session import Session
from services.players.repository import rows
from services.players.tables import STARTED, accounts, sessions

ORDER: Final = Keyset("sessions", [sessions.c.started_at, sessions.c.session_id], descending=True)


async def find(connection: AsyncConnection, operator_id: UUID, session_id: str) -> Session | None:
    """A session by the platform's id."""
    query = select(sessions).where(sessions.c.operator_id == operator_id, sessions.c.session_id == session_id)
    row = (await connection.execute(query)).first()
    return _session(row) if row is not None else None


async def claim(connection: AsyncConnection, operator_id: UUID, session_id: str) -> None:
    """Lets one transaction at a time start or end a session of this id."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"session {operator_id} {session_id}"}
    )


async def add(connection: AsyncConnection, operator_id: UUID, session: Session) -> None:
    """Keeps a new session."""
    values = {column.name: getattr(session, column.name) for column in sessions.c if column.name != "operator_id"}
    await connection.execute(insert(sessions).values(operator_id=operator_id, **values))


async def end(connection: AsyncConnection, operator_id: UUID, session_id: str, ended_at: datetime) -> None:
    """Closes a session that is open; one that something else closed meanwhile stays as it is."""
    await connection.execute(
        update(sessions)
        .where(sessions.c.operator_id == operator_id, sessions.c.session_id == session_id)
        .values(ended_at=func.coalesce(sessions.c.ended_at, ended_at))
    )


async def end_all(connection: AsyncConnection, operator_id: UUID, player_id: UUID, ended_at: datetime) -> int:
    """Closes a player's open sessions, none before it started; returns how many there were."""
    ended = await connection.execute(
        update(sessions)
        .where(sessions.c.operator_id == operator_id, sessions.c.player_id == player_id, sessions.c.ended_at.is_(None))
        .values(ended_at=func.greatest(sessions.c.started_at, ended_at))
    )
    return int(ended.rowcount)


async def count_open(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> int:
    """How many sessions of a player are open."""
    query = select(func.count()).where(
        sessions.c.operator_id == operator_id, sessions.c.player_id == player_id, sessions.c.ended_at.is_(None)
    )
    return int((await connection.execute(query)).scalar_one())


async def saw(connection: AsyncConnection, operator_id: UUID, player_id: UUID, at: datetime) -> None:
    """Notes that a player was there; an earlier moment changes nothing."""
    await connection.execute(
        update(accounts)
        .where(
            accounts.c.operator_id == operator_id,
            accounts.c.player_id == player_id,
            ~accounts.c.seen | (accounts.c.last_seen_at < at),
        )
        .values(last_seen_at=at, seen=True)
    )


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's sessions, newest first."""
    query = sessions_of(operator_id, player_id)
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([_session(row) for row in found.rows], found.next_cursor), await count(connection, query)


def sessions_of(operator_id: UUID, player_id: UUID) -> Select[Any]:
    """A player's sessions, in no order."""
    return select(sessions).where(sessions.c.operator_id == operator_id, sessions.c.player_id == player_id, STARTED)


def _session(row: Any) -> Session:
    return Session(
        session_id=row.session_id,
        player_id=row.player_id,
        started_at=rows.moment(row.started_at),
        ended_at=rows.moment(row.ended_at) if row.ended_at is not None else None,
        ip=row.ip,
        device=row.device,
        country=row.country,
        user_agent=row.user_agent,
    )
