"""ActivityService: batches of activity, one by one or as a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import activity_service_pb2_grpc as service_wire

from kit.clock import Clock
from kit.db import Database, UnitOfWork
from services.players.convert import activity as convert
from services.players.domain.activity import Result
from services.players.repository.partitions import Partitions
from services.players.rpc import attempts
from services.players.service import activity


class Activities(service_wire.ActivityServiceServicer):
    """The door through which platforms tell what players do."""

    def __init__(self, database: Database, partitions: Partitions, clock: Clock) -> None:
        self._database = database
        self._partitions = partitions
        self._clock = clock

    async def RecordActivity(self, request: wire.RecordActivityRequest, context: Any) -> wire.RecordActivityResponse:
        """Records a batch."""
        return wire.RecordActivityResponse(results=await self._record(request.operator_id, request.activities))

    async def StreamActivity(
        self, request_iterator: AsyncIterator[wire.StreamActivityRequest], context: Any
    ) -> AsyncIterator[wire.StreamActivityResponse]:
        """Records batch after batch, each committed before it is answered."""
        async for request in request_iterator:
            yield wire.StreamActivityResponse(results=await self._record(request.operator_id, request.activities))

    async def _record(self, operator: str, activities: Sequence[wire.Activity]) -> list[wire.ActivityResult]:
        operator_id, now = UUID(operator), self._clock()
        items = [convert.read(told, now) for told in activities]
        await self._partitions.ensure(activity.months_of(items), now)

        async def work(uow: UnitOfWork) -> list[Result]:
            return await activity.record(uow, operator_id, items, self._clock)

        return [convert.result(result) for result in await attempts.run(self._database, work)]
