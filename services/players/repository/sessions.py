"""Sessions: started, ended, counted, listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.session import Before, Session
from services.players.repository import rows
from services.players.tables import STARTED, accounts, sessions
from services.players.tables.base import BYTES, MOMENT

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


_END_ALL: Final = """
    UPDATE sessions SET ended_at = greatest(started_at, $3::timestamptz)
    WHERE operator_id = $1 AND player_id = ANY ($2::uuid[]) AND ended_at IS NULL
    RETURNING player_id
"""


async def end_all(
    connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID], ended_at: datetime
) -> Counter[UUID]:
    """Closes the open sessions of players, none before it started; tells how many each of them had."""
    ended = await connection.exec_driver_sql(_END_ALL, (operator_id, list(player_ids), ended_at))
    return Counter(row.player_id for row in ended)


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
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, open_only: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's sessions, newest first."""
    query = sessions_of(operator_id, player_id, open_only)
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([_session(row) for row in found.rows], found.next_cursor), await count(connection, query)


def sessions_of(operator_id: UUID, player_id: UUID, open_only: bool = False) -> Select[Any]:
    """A player's sessions, in no order."""
    query = select(sessions).where(sessions.c.operator_id == operator_id, sessions.c.player_id == player_id, STARTED)
    return query.where(sessions.c.ended_at.is_(None)) if open_only else query


_EARLIER: Final = f"""
    FROM sessions
    WHERE operator_id = :operator AND player_id = :player AND {STARTED}
      AND (started_at, session_id) < (mine.started_at, mine.session_id)
"""
# An order binds each look-up to the player's index; whether there is any row at all would leave the planner a choice.
_LATEST: Final = "ORDER BY started_at DESC, session_id DESC LIMIT 1"
BEFORE: Final = f"""
    SELECT mine.session_id, last.ip, last.device,
           coalesce((SELECT true {_EARLIER} AND country <> '' {_LATEST}), false) AS some_country,
           coalesce((SELECT true {_EARLIER} AND country = mine.country {_LATEST}), false) AS same_country
    FROM unnest(:ids, :moments, :countries) AS mine (session_id, started_at, country)
    CROSS JOIN LATERAL (
        SELECT ip, device {_EARLIER} {_LATEST}
    ) AS last
"""  # noqa: S608 - our own statements


async def before(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, shown: Sequence[Session]
) -> dict[str, Before]:
    """What came before each of a player's sessions; the first one is left out."""
    statement = text(BEFORE).bindparams(
        bindparam("ids", type_=ARRAY(BYTES)),
        bindparam("moments", type_=ARRAY(MOMENT)),
        bindparam("countries", type_=ARRAY(BYTES)),
    )
    asked: dict[str, Any] = {
        "operator": operator_id,
        "player": player_id,
        "ids": [one.session_id for one in shown],
        "moments": [one.started_at for one in shown],
        "countries": [one.country for one in shown],
    }
    found = await connection.execute(statement, asked)
    return {row.session_id: Before(row.ip, row.device, row.some_country, row.same_country) for row in found}


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
