"""Finding entries: pages newest first for any scope and filters, one entry whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, TableValuedAlias, Uuid, column, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import COUNT_CAP, DEFAULT_SIZE, MAX_SIZE, Keyset, PageOf, Total, count
from services.audit.domain.entries import Filters
from services.audit.tables import entries

_ORDER: Final = "audit.entries"
_LISTED: Final = [each for each in entries.columns if each.name not in ("raw", "leaf_hash")]


async def page(
    connection: AsyncConnection, tenants: Mapping[UUID, UUID | None], filters: Filters, cursor: str, size: int
) -> PageOf:
    """A page of entries of these tenants, newest first, without their bytes. Raises BadCursor.

    A tenant that is in scope only through its company comes with that company: entries it has under another one are
    left out. The newest few of each tenant are taken from the index and merged, so the cost does not grow with the log.
    """
    size = min(size or DEFAULT_SIZE, MAX_SIZE)
    scope = _scope(tenants)
    newest = _of_tenant(_LISTED, scope, filters)
    inner = Keyset(_ORDER, [entries.c.recorded_at, entries.c.leaf_index], descending=True)
    if (after := inner.after(cursor)) is not None:
        newest = newest.where(after)
    newest = newest.order_by(entries.c.recorded_at.desc(), entries.c.leaf_index.desc()).limit(size + 1)
    each = newest.lateral("each")
    outer = Keyset(_ORDER, [each.c.recorded_at, each.c.leaf_index], descending=True)
    return await outer.page(connection, select(each).select_from(scope.join(each, true())), cursor, size)


async def total(connection: AsyncConnection, tenants: Mapping[UUID, UUID | None], filters: Filters) -> Total:
    """How many entries match, counted up to a bound."""
    scope = _scope(tenants)
    each = _of_tenant([entries.c.leaf_index], scope, filters).limit(COUNT_CAP + 1).lateral("each")
    return await count(connection, select(each).select_from(scope.join(each, true())))


async def find(
    connection: AsyncConnection, event_id: UUID, operator_ids: Collection[UUID], company_ids: Collection[UUID]
) -> Any | None:
    """The entry of an event with its bytes, if it is in scope. Entries of neither have the empty id as tenant."""
    within = or_(
        entries.c.tenant_id == func.any(list(operator_ids)), entries.c.company_id == func.any(list(company_ids))
    )
    query = select(entries).where(entries.c.event_id == event_id, within).order_by(entries.c.leaf_index).limit(1)
    return (await connection.execute(query)).first()


def _scope(tenants: Mapping[UUID, UUID | None]) -> TableValuedAlias:
    """The tenants as a table: tenant_id, and through which company it is in scope, if not by itself."""
    ids, through = literal(list(tenants), ARRAY(Uuid)), literal(list(tenants.values()), ARRAY(Uuid))
    function = func.unnest(ids, through).table_valued(column("tenant_id", Uuid), column("through", Uuid))
    return function.render_derived(name="scope")


def _of_tenant(columns: list[Column[Any]], scope: TableValuedAlias, filters: Filters) -> Select[Any]:
    """The entries of a row of the scope."""
    within = or_(scope.c.through.is_(None), entries.c.company_id == scope.c.through, entries.c.company_id.is_(None))
    return select(*columns).where(entries.c.tenant_id == scope.c.tenant_id, within, *_conditions(filters))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.since is not None:
        wanted.append(entries.c.recorded_at >= filters.since)
    if filters.until is not None:
        wanted.append(entries.c.recorded_at < filters.until)
    for name in ("actor_id", "action", "target_type", "target_id", "outcome"):
        if value := getattr(filters, name):
            wanted.append(entries.c[name] == value)
    return wanted
