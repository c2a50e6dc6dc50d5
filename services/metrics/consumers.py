"""What the metrics service does with each event that it hears."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from daybook.gateway.v1 import events_pb2 as directory
from daybook.players.v1 import events_pb2 as players

from kit.clock import Clock
from kit.consumer import BatchHandler
from kit.db import UnitOfWork
from kit.events import Received
from services.metrics.convert import activity as convert
from services.metrics.domain.tally import Tally
from services.metrics.service import operators
from services.metrics.service.rebuilds import aside
from services.metrics.service.rollups import Counting

ACTIVITY_RECORDED: Final = players.ActivityRecorded.DESCRIPTOR.full_name


def counting(counts: Counting, clock: Clock) -> BatchHandler:
    """Counts a batch of recorded activity as one tally.

    An operator need not be known yet: the days of its zone are made when it is.
    """

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        tally = Tally()
        for event in await aside.sift(uow, events):
            if event.type == ACTIVITY_RECORDED:
                convert.add_to(tally, event.parse(players.ActivityRecorded))
                await asyncio.sleep(0)  # adding up is pure computation: let calls under way go on in between
        await counts.count(uow, tally, clock())

    return take


async def on_operator_changed(uow: UnitOfWork, event: Received) -> None:
    """Takes in an operator."""
    await operators.changed(uow, convert.operator(event.parse(directory.OperatorChanged)))
