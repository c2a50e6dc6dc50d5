"""Recording what players did: a batch is loaded, decided and written in one unit of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.db import UnitOfWork
from kit.month import Month
from services.players import events
from services.players.domain.activity import Crediting, Item, Outcome, Placing, Rejection, Result
from services.players.domain.ledger import Movement, MovementKind
from services.players.domain.recording import Recorder
from services.players.errors import AdjustmentRefused, OperatorUnknown, PlayerNotFound
from services.players.repository import operators, players, recording

_SLICE: Final = 100  # activities decided at a stretch, so that other calls get their turn


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
    results: list[Result] = []

    async def decided() -> AsyncIterator[Sequence[Movement]]:
        for start in range(0, len(items), _SLICE):
            told, first = items[start : start + _SLICE], len(batch.movements)
            results.extend([item if isinstance(item, Rejection) else batch.take(item) for item in told])
            yield batch.movements[first:]

    # The ledger is most of what is written, and nothing later changes a line: it is written while more is decided.
    await recording.write_movements(uow.connection, operator_id, decided())
    if batch.happenings:
        await _keep(uow, operator_id, batch)
    return results


async def adjust(
    uow: UnitOfWork,
    operator_id: UUID,
    player_id: UUID,
    kind: MovementKind,
    minor: int,
    currency: str,
    adjustment_id: UUID,
    reason: str,
    clock: Clock,
) -> Movement:
    """Credits or debits a player by hand, and returns the line in the ledger; announces it as recorded activity.

    `kind` is one of the four MANUAL kinds, `minor` above zero: the kind says which way it goes. The adjustment's id is
    its natural key, the reason stands in the line as its note. The player is locked until the unit of work ends.
    Raises PlayerNotFound, AdjustmentRefused (done already, or a total would be too large) and KeyTaken, after which
    all of the unit of work must be tried again.
    """
    player = await players.find(uow.connection, operator_id, player_id)
    if player is None:
        raise PlayerNotFound
    signed = -minor if kind in _DEBITS else minor
    fact = Crediting(kind, str(adjustment_id), signed, currency, reason)
    item = Item(player.registration.external_id, clock(), fact)
    state = await recording.load(uow.connection, operator_id, [item])
    batch = Recorder(state, clock())
    result = batch.take(item)
    if result is not Outcome.RECORDED:
        raise AdjustmentRefused(result.message if isinstance(result, Rejection) else None)

    async def decided() -> AsyncIterator[Sequence[Movement]]:
        yield batch.movements

    await recording.write_movements(uow.connection, operator_id, decided())
    await _keep(uow, operator_id, batch)
    return batch.movements[-1]


_DEBITS = (MovementKind.MANUAL_CASH_DEBIT, MovementKind.MANUAL_BONUS_DEBIT)


async def _keep(uow: UnitOfWork, operator_id: UUID, batch: Recorder) -> None:
    """Writes all but the lines of the ledger, and meanwhile puts together what is announced."""
    writing = asyncio.ensure_future(recording.write(uow.connection, operator_id, batch))
    try:
        for event in events.activity_recorded(operator_id, batch.recorded_at, batch.happenings):
            if event is not None:
                uow.outbox.add(event)
            await asyncio.sleep(0)
    finally:
        await writing  # in any case: nothing may use the connection after it


def months_of(items: Iterable[Item | Rejection]) -> set[Month]:
    """The months in which a batch places bets."""
    return {
        Month(year, month)
        for year, month in {
            (item.at.year, item.at.month)  # read in UTC
            for item in items
            if isinstance(item, Item) and isinstance(item.fact, Placing)
        }
    }
