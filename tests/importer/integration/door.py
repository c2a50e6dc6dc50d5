"""A door that remembers what it was told and fails when it is asked to: the faults that the real one has rarely."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc
from daybook.players.v1 import activity_service_pb2 as pb
from daybook.players.v1.activity_service_pb2_grpc import (
    ActivityServiceServicer,
    add_ActivityServiceServicer_to_server,
)

from kit.errors import DomainError
from kit.rpc.status import abort

RECORDED = pb.ActivityResult.OUTCOME_RECORDED
DUPLICATE = pb.ActivityResult.OUTCOME_DUPLICATE

# Called with the number of the request over all streams, from 1, before (committed: False) and after it is recorded.
Fault = Callable[[int, bool], DomainError | grpc.StatusCode | None]


class Door(ActivityServiceServicer):
    """Records by natural key like the real one; `fault` says what goes wrong when."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault or (lambda number, committed: None)
        self.recorded: dict[str, pb.Activity] = {}
        self.order: list[str] = []
        self.keys: list[str] = []
        self.requests = 0
        self.address = ""

    async def RecordActivity(self, request: pb.RecordActivityRequest, context: Any) -> pb.RecordActivityResponse:
        """The importer streams; nothing may come this way."""
        raise AssertionError("the importer sent a single request")

    async def StreamActivity(
        self, requests: AsyncIterator[pb.StreamActivityRequest], context: Any
    ) -> AsyncIterator[pb.StreamActivityResponse]:
        """Each request in order, recorded and then answered."""
        self.keys.append(dict(context.invocation_metadata())["authorization"].removeprefix("Bearer "))
        async for request in requests:
            self.requests += 1
            number = self.requests
            await self._fail(context, self.fault(number, False))
            results = [self._record(activity) for activity in request.activities]
            await self._fail(context, self.fault(number, True))
            yield pb.StreamActivityResponse(results=results)

    async def _fail(self, context: Any, failure: DomainError | grpc.StatusCode | None) -> None:
        if isinstance(failure, DomainError):
            await abort(context, failure)
        elif failure is not None:
            await context.abort(failure, "as the test wanted")

    def _record(self, activity: pb.Activity) -> pb.ActivityResult:
        key = activity.bet_placed.bet_id or f"player {activity.player_external_id}"
        if key in self.recorded:
            assert self.recorded[key] == activity, "a repetition tells the same facts"
            return pb.ActivityResult(outcome=DUPLICATE)
        self.recorded[key] = activity
        self.order.append(key)
        return pb.ActivityResult(outcome=RECORDED)


@asynccontextmanager
async def opened(door: Door) -> AsyncIterator[Door]:
    """The door on a port of its own."""
    server = grpc.aio.server()
    add_ActivityServiceServicer_to_server(door, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    door.address = f"127.0.0.1:{port}"
    try:
        yield door
    finally:
        await server.stop(0)
