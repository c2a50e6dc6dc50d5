"""What consuming has to do with rebuilds: what comes while one is under way is kept aside for it, too."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kit.db import UnitOfWork
from kit.events import Received
from services.metrics.repository import rebuilds, standing


async def sift(uow: UnitOfWork, events: Sequence[Received]) -> Sequence[Received]:
    """Those that are still to be counted into what is shown; none begins or ends to be shown until all is committed.

    What is shown may have been made from a history that holds an announcement which is consumed only now.
    """
    operators = sorted({str(UUID(event.tenant)) for event in events if _is_uuid(event.tenant)})
    if not operators:
        return events
    await standing.shared(uow.connection, operators)
    stands = await rebuilds.stands(uow.connection, operators)
    if not stands:
        return events
    if aside := [event for event in events if event.tenant in stands and stands[event.tenant][1]]:
        await rebuilds.keep_aside(uow.connection, aside)
    return [
        event
        for event in events
        if event.tenant not in stands or not stands[event.tenant][0].holds(event.id, event.source, event.seq)
    ]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
