"""The steps of a rebuild, each a unit of work that holds the rebuild's row: who has lost it can do nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from kit.clock import Clock
from kit.db import UnitOfWork
from services.metrics.domain.rebuilds import MOST_DIFFERENCES, Difference, Held, Rebuild, RebuildState, compare
from services.metrics.domain.tally import Tally
from services.metrics.repository import generations, rebuilds, rollups, standing
from services.metrics.service.rollups import Counting

# Events that are taken from the log in one step, and up to how many those may be that wait for nobody else to count.
LOGGED_AT_ONCE: Final = 200
_REST: Final = 1_000_000

# Adds the payload of an event to a tally.
AddEvent = Callable[[Tally, bytes], None]


async def begin(uow: UnitOfWork, rebuild: Rebuild, held: Held, total: int) -> None:
    """Notes what the history holds that is going to be counted, from its beginning."""
    await rebuilds.change(
        uow.connection,
        rebuild.operator_id,
        source=held.source,
        through=held.through,
        ids=list(held.ids),
        total=total,
        done=0,
        error="",
    )


async def count(uow: UnitOfWork, rebuild: Rebuild, counting: Counting, tally: Tally, number: int, clock: Clock) -> None:
    """Counts so many activities of the history into the new generation."""
    await counting.count_into(uow, rebuild.operator_id, rebuild.generation, tally, clock())
    await rebuilds.change(uow.connection, rebuild.operator_id, done=rebuild.done + number)


async def complete(uow: UnitOfWork, rebuild: Rebuild) -> None:
    """Notes that the whole history is counted."""
    await rebuilds.change(uow.connection, rebuild.operator_id, counted=True, total=rebuild.done)


async def catch_up(uow: UnitOfWork, rebuild: Rebuild, counting: Counting, add: AddEvent, clock: Clock) -> bool:
    """Counts some of what was consumed meanwhile and is not in the history; tells whether there may be more."""
    logged = await rebuilds.take_logged(uow.connection, rebuild.operator_id, LOGGED_AT_ONCE)
    await _count_logged(uow, rebuild, counting, logged, add, clock)
    return len(logged) == LOGGED_AT_ONCE


async def switch(uow: UnitOfWork, rebuild: Rebuild, counting: Counting, add: AddEvent, clock: Clock) -> int:
    """Shows the new generation in the moment in which it holds what the old one does; tells in how much they differ."""
    operator_id = rebuild.operator_id
    alone = await standing.alone(uow.connection, str(operator_id))
    logged = await rebuilds.take_logged(uow.connection, operator_id, _REST)
    await _count_logged(uow, rebuild, counting, logged, add, clock)
    shown = alone.of[str(operator_id)].generation
    found: list[Difference] = []
    for name, before, after in await rebuilds.sums(uow.connection, operator_id, shown, rebuild.generation):
        found += compare(name, before, after)
    await generations.show(uow.connection, operator_id, rebuild.generation)
    await rebuilds.put_held(uow.connection, operator_id, rebuild.held)
    await rebuilds.change(
        uow.connection,
        operator_id,
        state=RebuildState.SWITCHING,
        going=shown,
        differences=rebuilds.stored(found[:MOST_DIFFERENCES]),
        differences_total=len(found),
    )
    await rollups.notify(uow.connection, [str(operator_id)])
    return len(found)


async def cleared(uow: UnitOfWork, rebuild: Rebuild, clock: Clock) -> None:
    """Notes that what was to be deleted is gone."""
    ended = {"state": RebuildState.DONE, "finished_at": clock()} if rebuild.state is RebuildState.SWITCHING else {}
    await rebuilds.change(uow.connection, rebuild.operator_id, going=None, worker=None, lease_until=None, **ended)


async def _count_logged(
    uow: UnitOfWork, rebuild: Rebuild, counting: Counting, logged: Sequence[Any], add: AddEvent, clock: Clock
) -> None:
    tally = Tally()
    for event in logged:
        if not rebuild.held.holds(event.event_id, event.source, event.seq):
            add(tally, event.payload)
    await counting.count_into(uow, rebuild.operator_id, rebuild.generation, tally, clock())
