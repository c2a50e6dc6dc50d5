"""An operator from one revision to the next: locked, compared with what was seen, kept, noted and announced."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gateway import events
from gateway.domain.access import Caller
from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_status import Details, Entry, HistoryKind, fields_changed
from gateway.errors import OperatorClosed, OperatorNotFound, StaleRevision
from gateway.repository import operators
from kit.auth.actor import Actor
from kit.db import UnitOfWork


async def opened(uow: UnitOfWork, operator_id: UUID, revision: int | None = None) -> Details:
    """The operator, locked until the unit of work ends, as the caller saw it when a revision is named.

    Raises OperatorNotFound, OperatorClosed, and StaleRevision with what changed since.
    """
    found = await operators.lock(uow.connection, operator_id)
    if found is None:
        raise OperatorNotFound
    if revision is not None and revision != found.operator.revision:
        later = await operators.since(uow.connection, operator_id, revision)
        raise StaleRevision(
            {field: f"changed by {one.by} at {one.at:%Y-%m-%dT%H:%M:%SZ}" for one in later for field in one.fields}
        )
    if found.operator.status is OperatorStatus.CLOSED:
        raise OperatorClosed
    return found


async def keep(
    uow: UnitOfWork,
    before: Details,
    after: Details,
    kind: HistoryKind,
    action: str,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Details:
    """Keeps the operator at its next revision, with its line in the history, and announces it."""
    kept = after.next()
    await operators.save(uow.connection, kept)
    await operators.note(uow.connection, _entry(before, kept, kind, actor.name, at, reason))
    uow.outbox.add(events.operator_changed(action, before, kept, actor, at, reason))
    return kept


async def begin(uow: UnitOfWork, created: Details, caller: Caller, at: datetime) -> None:
    """Writes the first line of a new operator's history and announces it."""
    await operators.note(uow.connection, _entry(None, created, HistoryKind.CREATED, caller.name, at, ""))
    uow.outbox.add(events.operator_created(created, caller.actor(), at))


def _entry(before: Details | None, after: Details, kind: HistoryKind, by: str, at: datetime, reason: str) -> Entry:
    return Entry(
        operator_id=after.operator.operator_id,
        revision=after.operator.revision,
        at=at,
        by=by,
        kind=kind,
        from_status=before.operator.status if before else None,
        to_status=after.operator.status,
        reason=reason,
        fields=fields_changed(before, after) if before else (),
    )
