"""MetricsService on the wire: convert in, call the service, convert out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2_grpc as contract

from kit.db import Database
from services.metrics.convert import figures as convert
from services.metrics.service import dashboards
from services.metrics.service.watching import FigureWatch


class MetricsRpc(contract.MetricsServiceServicer):
    """The methods of MetricsService."""

    def __init__(self, database: Database, watch: FigureWatch) -> None:
        self._database = database
        self._watch = watch

    async def GetDashboard(self, request: pb.GetDashboardRequest, context: Any) -> pb.GetDashboardResponse:
        """The dashboard of operators over local days."""
        period = dashboards.period_of(convert.day(getattr(request, "from"), "from"), convert.day(request.to, "to"))
        ids = [UUID(operator_id) for operator_id in request.operator_ids]
        async with self._database.unit_of_work() as uow:
            found = await dashboards.dashboard(uow, ids, period, convert.interval(request.interval))
        return convert.dashboard(found)

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
