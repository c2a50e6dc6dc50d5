"""Finding: pages of entries, one entry whole, the latest checkpoint and the open gaps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import PageOf, Total
from services.audit.domain.entries import Filters, Gap
from services.audit.errors import EntryNotFound, NoCheckpointYet
from services.audit.repository import checkpoints, directory, reading, sources
from services.audit.repository.checkpoints import SignedCheckpoint


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose entries may be seen; the caller's reach has been checked before."""

    operator_ids: Collection[UUID]
    company_ids: Collection[UUID]


async def list_entries(
    connection: AsyncConnection, scope: Scope, filters: Filters, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of entries, newest first, and how many there are. Raises BadCursor."""
    tenants = await _tenants(connection, scope)
    page = await reading.page(connection, tenants, filters, cursor, size)
    return page, await reading.total(connection, tenants, filters)


async def get_entry(connection: AsyncConnection, scope: Scope, event_id: UUID) -> Any:
    """The entry of an event with its bytes. Raises EntryNotFound, also when it is out of scope."""
    row = await reading.find(connection, event_id, scope.operator_ids, scope.company_ids)
    if row is None:
        raise EntryNotFound
    return row


async def get_checkpoint(connection: AsyncConnection) -> tuple[SignedCheckpoint, list[Gap]]:
    """The latest checkpoint and what is known to be missing. Raises NoCheckpointYet."""
    latest = await checkpoints.latest(connection)
    if latest is None:
        raise NoCheckpointYet
    return latest, await sources.gaps(connection)


async def _tenants(connection: AsyncConnection, scope: Scope) -> dict[UUID, UUID | None]:
    """The tenants of a scope: companies, their operators as far as through that company, and operators named."""
    tenants: dict[UUID, UUID | None] = {}
    if scope.company_ids:
        tenants |= await directory.operators_of(connection, scope.company_ids)
        tenants |= dict.fromkeys(scope.company_ids)
    return tenants | dict.fromkeys(scope.operator_ids)
