"""Tags put on players and taken off, and those in use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.tag import TagInUse

_TAGS: Final = 500
_PLAYERS: Final = 1000  # counting further would read the index entry of every player who has the tag

# From tag to tag by the index, whatever number of players lies between; then as many of each as are counted.
_IN_USE: Final = text(
    """
    WITH RECURSIVE used AS (
        (SELECT tag, 1 AS n FROM player_tags WHERE operator_id = :operator ORDER BY tag LIMIT 1)
        UNION ALL
        SELECT next.tag, used.n + 1
        FROM used
        CROSS JOIN LATERAL (
            SELECT tag FROM player_tags WHERE operator_id = :operator AND tag > used.tag ORDER BY tag LIMIT 1
        ) AS next
        WHERE used.n < :tags
    )
    SELECT used.tag, counted.players
    FROM used
    CROSS JOIN LATERAL (
        SELECT count(*) AS players
        FROM (SELECT FROM player_tags WHERE operator_id = :operator AND tag = used.tag LIMIT :players + 1) AS those
    ) AS counted
    ORDER BY counted.players DESC, used.tag
    """
)


_PUT: Final = """
    INSERT INTO player_tags (operator_id, player_id, tag)
    SELECT $1, player_id, tag FROM unnest($2::uuid[]) AS player_id CROSS JOIN unnest($3::text[]) AS tag
    ON CONFLICT DO NOTHING
"""
_TAKE: Final = """
    DELETE FROM player_tags WHERE operator_id = $1 AND player_id = ANY ($2::uuid[]) AND tag = ANY ($3::text[])
"""


async def put(
    connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID], tags: Collection[str]
) -> None:
    """Puts tags on players."""
    if tags:
        await connection.exec_driver_sql(_PUT, (operator_id, sorted(player_ids), sorted(tags)))


async def take(
    connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID], tags: Collection[str]
) -> None:
    """Takes tags off players."""
    if tags:
        await connection.exec_driver_sql(_TAKE, (operator_id, sorted(player_ids), sorted(tags)))


async def in_use(connection: AsyncConnection, operator_id: UUID) -> list[TagInUse]:
    """An operator's tags, most used first: 500 at most, of each 1,000 players counted at most."""
    found = await connection.execute(_IN_USE, {"operator": operator_id, "tags": _TAGS, "players": _PLAYERS})
    return [TagInUse(row.tag, min(row.players, _PLAYERS), row.players > _PLAYERS) for row in found]
