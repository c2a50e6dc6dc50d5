"""MetricsService on the wire: convert in, call the service, convert out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2_grpc as contract

from kit.clock import Clock
from kit.db import Database
from services.metrics.convert import figures as convert
from services.metrics.rpc.asking import asked
from services.metrics.service import dashboards, leading
from services.metrics.service.memory import DayMemory
from services.metrics.service.watching import FigureWatch


class MetricsRpc(contract.MetricsServiceServicer):
    """The methods of MetricsService."""

    def __init__(self, database: Database, watch: FigureWatch, memory: DayMemory, clock: Clock) -> None:
        self._database = database
        self._watch = watch
        self._memory = memory
        self._clock = clock

    async def GetDashboard(self, request: pb.GetDashboardRequest, context: Any) -> pb.GetDashboardResponse:
        """The dashboard of operators over local days."""
        async with self._database.unit_of_work() as uow:
            found = await dashboards.dashboard(uow, self._memory, asked(request), self._clock())
        return convert.dashboard(found)

    async def ListTopPlayers(self, request: pb.ListTopPlayersRequest, context: Any) -> pb.ListTopPlayersResponse:
        """The players who won, lost, deposited and withdrew most."""
        async with self._database.unit_of_work() as uow:
            found = await leading.top_players(uow, self._memory, asked(request), self._clock(), request.size)
        return convert.top_players(found)

    async def CompareOperators(self, request: pb.CompareOperatorsRequest, context: Any) -> pb.CompareOperatorsResponse:
        """Operators side by side."""
        async with self._database.unit_of_work() as uow:
            found = await dashboards.side_by_side(uow, self._memory, asked(request), self._clock())
        return convert.side_by_side(found)

    async def GetDimensions(self, request: pb.GetDimensionsRequest, context: Any) -> pb.GetDimensionsResponse:
        """What figures can be filtered by."""
        ids = [UUID(operator_id) for operator_id in request.operator_ids]
        async with self._database.unit_of_work() as uow:
            found = await dashboards.dimensions_of(uow, ids)
        return convert.dimensions(found)

    async def WatchFigures(
        self, request: pb.WatchFiguresRequest, context: Any
    ) -> AsyncIterator[pb.WatchFiguresResponse]:
        """Tells whenever figures moved, until the caller leaves or the service stops."""
        ids = [UUID(operator_id) for operator_id in request.operator_ids]
        async with self._database.unit_of_work() as uow:
            await dashboards.find(uow, ids)
        with self._watch.watcher(ids) as watcher:
            async with aclosing(watcher.news()) as news:
                async for operator_id, fresh in news:
                    yield pb.WatchFiguresResponse(operator_id=str(operator_id), freshness=convert.freshness(fresh))
