"""RebuildService: figures counted again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.metrics.v1 import rebuild_service_pb2 as pb
from daybook.metrics.v1 import rebuild_service_pb2_grpc as contract

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call, text
from services.metrics.convert import rebuilds as convert
from services.metrics.errors import HistoriesUnknown
from services.metrics.service.rebuilds import steering
from services.metrics.service.rules import Change


class RebuildRpc(contract.RebuildServiceServicer):
    """The methods of RebuildService."""

    def __init__(self, database: Database, clock: Clock, *, possible: bool) -> None:
        self._database = database
        self._clock = clock
        self._possible = possible

    async def StartRebuild(self, request: pb.StartRebuildRequest, context: Any) -> pb.StartRebuildResponse:
        """Begins to count again."""
        text.check(request)
        if not self._possible:
            raise HistoriesUnknown
        change = Change(call.current().actor, request.reason, request.request_id)

        async def answer(uow: UnitOfWork) -> pb.StartRebuildResponse:
            begun = await steering.start(uow, UUID(request.operator_id), change, self._clock)
            return pb.StartRebuildResponse(rebuild=convert.rebuild(begun))

        return await requests.answered(self._database, request, pb.StartRebuildResponse, answer)

    async def GetRebuild(self, request: pb.GetRebuildRequest, context: Any) -> pb.GetRebuildResponse:
        """How far it is."""
        async with self._database.read() as connection:
            found = await steering.find(connection, UUID(request.operator_id))
        if found is None:
            return pb.GetRebuildResponse(rebuild=pb.Rebuild(operator_id=request.operator_id))
        return pb.GetRebuildResponse(rebuild=convert.rebuild(found))

    async def CancelRebuild(self, request: pb.CancelRebuildRequest, context: Any) -> pb.CancelRebuildResponse:
        """Gives up what is under way."""
        text.check(request)
        change = Change(call.current().actor, request.reason, request.request_id)

        async def answer(uow: UnitOfWork) -> pb.CancelRebuildResponse:
            ended = await steering.cancel(uow, UUID(request.operator_id), change, self._clock)
            return pb.CancelRebuildResponse(rebuild=convert.rebuild(ended))

        return await requests.answered(self._database, request, pb.CancelRebuildResponse, answer)
