"""Revisions kept: what each change made of a player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.player import Player
from services.players.domain.revision import Revision, restored, state_of
from services.players.repository import rows
from services.players.tables import revisions

ORDER: Final = Keyset("revisions", [revisions.c.revision], descending=True)
_FACTS: Final = (
    revisions.c.revision,
    revisions.c.at,
    revisions.c.action,
    revisions.c.changed_by,
    revisions.c.changed_by_id,
    revisions.c.fields,
)


# Each looked up by itself, however many revisions there are.
_EVER_CHANGED: Final = """
    SELECT wanted.player_id
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT FROM revisions WHERE operator_id = $1 AND player_id = wanted.player_id LIMIT 1
    ) AS any_of_it
"""


async def add(connection: AsyncConnection, changes: Sequence[tuple[Player, Revision]]) -> None:
    """Keeps each player as a change left it."""
    await connection.execute(
        insert(revisions),
        [
            {
                "operator_id": player.operator_id,
                "player_id": player.player_id,
                "revision": revision.revision,
                "at": revision.at,
                "action": revision.action,
                "changed_by": revision.by,
                "changed_by_id": revision.by_id,
                "fields": list(revision.fields),
                "state": state_of(player),
            }
            for player, revision in changes
        ],
    )


async def ever_changed(connection: AsyncConnection, operator_id: UUID, player_ids: Sequence[UUID]) -> set[UUID]:
    """Who of these players has ever been changed."""
    found = await connection.exec_driver_sql(_EVER_CHANGED, (operator_id, list(player_ids)))
    return {row.player_id for row in found}


async def since(connection: AsyncConnection, operator_id: UUID, player_id: UUID, revision: int) -> list[Revision]:
    """The changes after a revision, oldest first."""
    query = (
        select(*_FACTS)
        .where(_whose(operator_id, player_id), revisions.c.revision > revision)
        .order_by(revisions.c.revision)
    )
    return [_revision(row) for row in await connection.execute(query)]


async def as_of(connection: AsyncConnection, operator_id: UUID, player_id: UUID, at: datetime) -> Player | None:
    """The player as the last change by a moment left it; None when none had been made."""
    query = (
        select(revisions.c.revision, revisions.c.state)
        .where(_whose(operator_id, player_id), revisions.c.at <= at)
        .order_by(revisions.c.revision.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    state: Mapping[str, Any] = row.state
    return restored(operator_id, player_id, row.revision, state)


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's changes, newest first."""
    query = select(*_FACTS).where(_whose(operator_id, player_id))
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([_revision(row) for row in found.rows], found.next_cursor), await count(connection, query)


def _whose(operator_id: UUID, player_id: UUID) -> Any:
    return (revisions.c.operator_id == operator_id) & (revisions.c.player_id == player_id)


def _revision(row: Any) -> Revision:
    fields: Sequence[str] = tuple(row.fields)
    return Revision(row.revision, rows.moment(row.at), row.action, row.changed_by, row.changed_by_id, fields)
