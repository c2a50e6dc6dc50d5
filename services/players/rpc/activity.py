"""ActivityService: batches of activity, one by one or as a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import activity_service_pb2_grpc as service_wire

from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import activity as convert
from services.players.domain.activity import Item, Rejection, Result
from services.players.repository.partitions import Partitions
from services.players.rpc import attempts
from services.players.rpc.ahead import Ahead, Batch
from services.players.service import activity

_SLICE: Final = 25  # activities read at a stretch: a quarter of a millisecond


class Activities(service_wire.ActivityServiceServicer):
    """The door through which platforms tell what players do."""

    def __init__(self, database: Database, partitions: Partitions, clock: Clock) -> None:
        self._database = database
        self._partitions = partitions
        self._clock = clock

    async def RecordActivity(self, request: wire.RecordActivityRequest, context: Any) -> wire.RecordActivityResponse:
        """Records a batch."""
        items = await self._read(request.activities)
        return wire.RecordActivityResponse(results=await self._write(UUID(request.operator_id), items))

    async def StreamActivity(
        self, request_iterator: AsyncIterator[wire.StreamActivityRequest], context: Any
    ) -> AsyncIterator[wire.StreamActivityResponse]:
        """Records batch after batch, each committed before it is answered; reads those to come while some are written.

        What has come meanwhile is written together, so that the faster a platform sends the less each batch costs.
        """
        ahead = Ahead()
        reading = asyncio.ensure_future(self._read_ahead(request_iterator, ahead))
        try:
            while batches := await ahead.take():
                items = [item for batch in batches for item in batch.items]
                results = iter(await self._write(batches[0].operator_id, items))
                for batch in batches:
                    call.begin(batch.call)  # reading happens in a task with a context of its own
                    yield wire.StreamActivityResponse(results=islice(results, len(batch.items)))
        finally:
            reading.cancel()

    async def _read_ahead(self, requests: AsyncIterator[wire.StreamActivityRequest], ahead: Ahead) -> None:
        try:
            async for request in requests:
                present, operator_id = call.current(), UUID(request.operator_id)
                await ahead.put(Batch(present, operator_id, await self._read(request.activities)))
        except BaseException as error:  # the writer must hear of it whatever it is, or it would wait for ever
            ahead.end(error)
        else:
            ahead.end()

    async def _read(self, activities: Sequence[wire.Activity]) -> list[Item | Rejection]:
        """Reads a batch in slices: a large one holds up neither other calls nor the writing of the one before."""
        now = self._clock()
        items: list[Item | Rejection] = []
        for start in range(0, len(activities), _SLICE):
            items += [convert.read(told, now) for told in activities[start : start + _SLICE]]
            await asyncio.sleep(0)
        return items

    async def _write(self, operator_id: UUID, items: list[Item | Rejection]) -> list[wire.ActivityResult]:
        await self._partitions.ensure(activity.months_of(items), self._clock())

        async def work(uow: UnitOfWork) -> list[Result]:
            return await activity.record(uow, operator_id, items, self._clock)

        return [convert.result(result) for result in await attempts.run(self._database, work)]
