"""Saved views and preferences in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.directory import name_key
from gateway.domain.views import SavedView, Share
from gateway.tables import companies, preferences, saved_views, staff

_VIEW = select(
    saved_views.c.view_id,
    saved_views.c.staff_id,
    staff.c.name.label("owner_name"),
    saved_views.c.surface,
    saved_views.c.name,
    saved_views.c.filter,
    saved_views.c.sort,
    saved_views.c.columns,
    saved_views.c.company_id,
    saved_views.c.role,
    saved_views.c.created_at,
    saved_views.c.updated_at,
    saved_views.c.revision,
).join(staff, staff.c.staff_id == saved_views.c.staff_id)


async def seen(
    connection: AsyncConnection, owner_id: UUID, shares: Collection[Share], surface: str
) -> Sequence[SavedView]:
    """The views of a list that a person owns or that are shared with one of these roles, by name."""
    shared = tuple_(saved_views.c.company_id, saved_views.c.role).in_([(one.company_id, one.role) for one in shares])
    query = _VIEW.where(saved_views.c.surface == surface, or_(saved_views.c.staff_id == owner_id, shared))
    rows = await connection.execute(query.order_by(saved_views.c.name_key, saved_views.c.view_id))
    return [_view(row) for row in rows]


async def by_id(connection: AsyncConnection, view_id: UUID) -> SavedView | None:
    """The view of an id, as it stays until the transaction ends."""
    query = _VIEW.where(saved_views.c.view_id == view_id).with_for_update(of=saved_views)
    row = (await connection.execute(query)).first()
    return _view(row) if row else None


async def name_taken(connection: AsyncConnection, view: SavedView) -> bool:
    """Whether the owner has another view of the same list under this name."""
    other = select(saved_views.c.view_id).where(
        saved_views.c.staff_id == view.owner_id,
        saved_views.c.surface == view.surface,
        saved_views.c.name_key == name_key(view.name),
        saved_views.c.view_id != view.view_id,
    )
    return bool((await connection.execute(select(exists(other)))).scalar_one())


async def count_own(connection: AsyncConnection, owner_id: UUID) -> int:
    """How many views a person owns."""
    query = select(func.count()).select_from(saved_views).where(saved_views.c.staff_id == owner_id)
    return int((await connection.execute(query)).scalar_one())


async def count_shared(connection: AsyncConnection, share: Share, surface: str) -> int:
    """How many views of a list are shared with a role; whoever wants to share another one waits for us."""
    await connection.execute(
        select(companies.c.company_id).where(companies.c.company_id == share.company_id).with_for_update(key_share=True)
    )
    query = (
        select(func.count())
        .select_from(saved_views)
        .where(
            saved_views.c.company_id == share.company_id,
            saved_views.c.role == share.role,
            saved_views.c.surface == surface,
        )
    )
    return int((await connection.execute(query)).scalar_one())


async def add(connection: AsyncConnection, view: SavedView) -> None:
    """Stores a new view."""
    await connection.execute(
        insert(saved_views).values(
            staff_id=view.owner_id,
            view_id=view.view_id,
            surface=view.surface,
            created_at=view.created_at,
            **_changeable(view),
        )
    )


async def save(connection: AsyncConnection, view: SavedView) -> None:
    """Stores a view as it is now."""
    await connection.execute(
        update(saved_views)
        .where(saved_views.c.staff_id == view.owner_id, saved_views.c.view_id == view.view_id)
        .values(**_changeable(view))
    )


async def remove(connection: AsyncConnection, view: SavedView) -> None:
    """Forgets a view."""
    await connection.execute(
        delete(saved_views).where(saved_views.c.staff_id == view.owner_id, saved_views.c.view_id == view.view_id)
    )


async def preferences_of(connection: AsyncConnection, staff_id: UUID) -> Mapping[str, Any]:
    """What a person prefers, by key."""
    query = select(preferences.c.key, preferences.c.value).where(preferences.c.staff_id == staff_id)
    rows = await connection.execute(query.order_by(preferences.c.key))
    return {row.key: row.value for row in rows}


async def set_preference(connection: AsyncConnection, staff_id: UUID, key: str, value: Any, at: datetime) -> None:
    """Stores a preference, in place of the one before."""
    statement = insert(preferences).values(staff_id=staff_id, key=key, value=value, updated_at=at)
    changed = {"value": statement.excluded.value, "updated_at": statement.excluded.updated_at}
    await connection.execute(statement.on_conflict_do_update(index_elements=["staff_id", "key"], set_=changed))


async def remove_preference(connection: AsyncConnection, staff_id: UUID, key: str) -> None:
    """Forgets a preference."""
    await connection.execute(delete(preferences).where(preferences.c.staff_id == staff_id, preferences.c.key == key))


def _changeable(view: SavedView) -> dict[str, Any]:
    return {
        "name": view.name,
        "name_key": name_key(view.name),
        "filter": dict(view.filter),
        "sort": view.sort,
        "columns": None if view.columns is None else list(view.columns),
        "company_id": view.share.company_id if view.share else None,
        "role": view.share.role if view.share else None,
        "updated_at": view.updated_at,
        "revision": view.revision,
    }


def _view(row: Any) -> SavedView:
    return SavedView(
        view_id=row.view_id,
        owner_id=row.staff_id,
        owner_name=row.owner_name,
        surface=row.surface,
        name=row.name,
        filter=row.filter,
        sort=row.sort,
        columns=row.columns,
        share=Share(row.role, row.company_id) if row.company_id else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
    )
