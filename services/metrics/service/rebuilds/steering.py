"""Rebuilds begun, looked at and given up."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.clock import Clock
from kit.db import UnitOfWork
from kit.ids import uuid7
from services.metrics import events
from services.metrics.domain.operators import Operator
from services.metrics.domain.rebuilds import Held, Rebuild, RebuildState, next_generation
from services.metrics.errors import NoRebuild, OperatorUnknown, RebuildUnderWay
from services.metrics.repository import operators, rebuilds, standing
from services.metrics.service.rules import Change


async def find(connection: AsyncConnection, operator_id: UUID) -> Rebuild | None:
    """The last rebuild of an operator."""
    return await rebuilds.find(connection, operator_id)


async def start(uow: UnitOfWork, operator_id: UUID, change: Change, clock: Clock) -> Rebuild:
    """Begins to count an operator's figures again: from the commit on, what is consumed is kept aside for it.

    Raises OperatorUnknown and RebuildUnderWay.
    """
    operator = await _operator(uow.connection, operator_id)
    before = await rebuilds.lock(uow.connection, operator_id)
    if before is not None and (before.state is RebuildState.BUILDING or before.going is not None):
        raise RebuildUnderWay
    # Whoever counts at present has committed before, and the history that is asked for afterwards holds it.
    held = await standing.alone(uow.connection, str(operator_id))
    now = clock()
    begun = Rebuild(
        operator_id=operator_id,
        rebuild_id=uuid7(),
        state=RebuildState.BUILDING,
        generation=next_generation(held.of[str(operator_id)].generation),
        going=None,
        done=0,
        total=0,
        counted=False,
        held=Held(),
        started_at=now,
        finished_at=None,
        started_by=change.actor.name,
        reason=change.reason,
        error="",
        failures=0,
        differences=None,
        differences_total=0,
    )
    await rebuilds.forget_log(uow.connection, operator_id)
    await rebuilds.put(uow.connection, begun)
    uow.outbox.add(
        events.rebuild_changed(
            "rebuild.start", change.actor, now, operator, before, begun, change.reason, change.request_id
        )
    )
    return begun


async def cancel(uow: UnitOfWork, operator_id: UUID, change: Change, clock: Clock) -> Rebuild:
    """Gives up what is being counted. Raises OperatorUnknown, and NoRebuild when nothing is."""
    operator = await _operator(uow.connection, operator_id)
    before = await rebuilds.lock(uow.connection, operator_id)
    if before is None or before.state is not RebuildState.BUILDING:
        raise NoRebuild
    await end(uow, before, RebuildState.CANCELLED, "", clock)
    after = await rebuilds.find(uow.connection, operator_id)
    if after is None:
        raise NoRebuild
    uow.outbox.add(
        events.rebuild_changed(
            "rebuild.cancel", change.actor, clock(), operator, before, after, change.reason, change.request_id
        )
    )
    return after


async def _operator(connection: AsyncConnection, operator_id: UUID) -> Operator:
    found = await operators.find(connection, [operator_id])
    if not found:
        raise OperatorUnknown(str(operator_id))
    return found[0][0]


async def end(uow: UnitOfWork, rebuild: Rebuild, state: RebuildState, error: str, clock: Clock) -> None:
    """Ends a rebuild, whose row is locked, without what it built, which is deleted from now on."""
    await rebuilds.forget_log(uow.connection, rebuild.operator_id)
    await rebuilds.change(
        uow.connection,
        rebuild.operator_id,
        state=state,
        error=error,
        going=rebuild.generation,
        finished_at=clock(),
        worker=None,
        lease_until=None,
    )
