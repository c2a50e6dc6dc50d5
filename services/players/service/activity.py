"""Recording what players did: a batch is loaded, decided and written in one unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from kit.clock import Clock
from kit.db import UnitOfWork
from services.players import events
from services.players.domain.activity import Item, Placing, Rejection, Result
from services.players.domain.month import Month, month_of
from services.players.domain.recording import Recorder
from services.players.errors import OperatorUnknown
from services.players.repository import operators, recording


async def record(uow: UnitOfWork, operator_id: UUID, items: Sequence[Item | Rejection], clock: Clock) -> list[Result]:
    """Records a batch and answers each item in order.

    Raises OperatorUnknown, and KeyTaken when all of it must be tried again.
    """
    if not await operators.exists(uow.connection, operator_id):
        raise OperatorUnknown
    valid = [item for item in items if isinstance(item, Item)]
    if not valid:
        return [item for item in items if isinstance(item, Rejection)]
    state = await recording.load(uow.connection, operator_id, valid)
    # The time is taken under the players' locks, so that who waited has the later one.
    batch = Recorder(state, clock())
    results: list[Result] = [item if isinstance(item, Rejection) else batch.take(item) for item in items]
    if batch.happenings:
        await recording.write(uow.connection, operator_id, batch)
        for event in events.activity_recorded(operator_id, batch.recorded_at, batch.happenings):
            uow.outbox.add(event)
    return results


def months_of(items: Iterable[Item | Rejection]) -> set[Month]:
    """The months in which a batch places bets."""
    return {month_of(item.at) for item in items if isinstance(item, Item) and isinstance(item.fact, Placing)}
