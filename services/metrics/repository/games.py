"""Reads and writes the catalogue of games, beside the games that were played."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text, tuple_, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import paging
from kit.paging import Keyset, PageOf, Total
from services.metrics.domain.games import CatalogueGame, GameKey, ListedGame
from services.metrics.tables import games, slices

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('games ' || :operator, 0))")


async def lock(connection: AsyncConnection, operator_id: UUID) -> None:
    """Lets one transaction at a time change an operator's catalogue."""
    await connection.execute(_LOCK, {"operator": str(operator_id)})


async def named(
    connection: AsyncConnection, operator_id: UUID, wanted: Collection[GameKey]
) -> dict[GameKey, CatalogueGame]:
    """Those of some games that the catalogue has."""
    columns = games.c
    rows = await connection.execute(
        select(columns.game, columns.provider, columns.name, columns.category, columns.theoretical_rtp).where(
            columns.operator_id == operator_id, tuple_(columns.game, columns.provider).in_(sorted(wanted))
        )
    )
    return {(row[0], row[1]): CatalogueGame(*row) for row in rows}


async def put(
    connection: AsyncConnection, operator_id: UUID, told: Sequence[CatalogueGame], at: datetime, by: str
) -> None:
    """Stores what is said of games in place of what was."""
    statement = insert(games).values(
        [asdict(one) | {"operator_id": operator_id, "updated_at": at, "updated_by": by} for one in told]
    )
    changed = ("name", "category", "theoretical_rtp", "updated_at", "updated_by")
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["operator_id", "game", "provider"],
            set_={name: statement.excluded[name] for name in changed},
        )
    )


async def page(
    connection: AsyncConnection,
    operator_id: UUID,
    q: str,
    categories: Sequence[str],
    missing: bool,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A page of an operator's games by name: those of the catalogue, and those played that are not in it."""
    all_games = union(
        select(games.c.game, games.c.provider).where(games.c.operator_id == operator_id),
        select(slices.c.game, slices.c.provider).where(slices.c.operator_id == operator_id, slices.c.game != ""),
    ).subquery("all_games")
    known = games.c
    query = select(
        all_games.c.game,
        all_games.c.provider,
        known.name,
        known.category,
        known.theoretical_rtp,
        known.updated_at,
        known.updated_by,
    ).select_from(
        all_games.outerjoin(
            games,
            and_(
                known.operator_id == operator_id,
                known.game == all_games.c.game,
                known.provider == all_games.c.provider,
            ),
        )
    )
    if q:
        sought = f"%{_escaped(q)}%"
        query = query.where(
            or_(*(column.ilike(sought) for column in (all_games.c.game, all_games.c.provider, known.name)))
        )
    if categories:
        query = query.where(func.coalesce(known.category, "").in_(categories))
    if missing:
        query = query.where(known.updated_at.is_(None))
    order: Final = Keyset("games", [all_games.c.game, all_games.c.provider], descending=False)
    found = await order.page(connection, query, cursor, size)
    return PageOf([_listed(*row[:7]) for row in found.rows], found.next_cursor), await paging.count(connection, query)


def _listed(
    game: str,
    provider: str,
    name: str | None,
    category: str | None,
    rtp: Decimal | None,
    at: datetime | None,
    by: str | None,
) -> ListedGame:
    return ListedGame(CatalogueGame(game, provider, name or "", category or "", rtp), at is not None, at, by or "")


def _escaped(q: str) -> str:
    return q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
