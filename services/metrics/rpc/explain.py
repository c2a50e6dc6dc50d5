"""ExplainService: how figures came about, what moved them, whether they are as one would expect."""

from __future__ import annotations

from typing import Any

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import explain_service_pb2_grpc as contract

from kit.clock import Clock
from kit.db import Database
from services.metrics.convert import explain as convert
from services.metrics.rpc.asking import asked
from services.metrics.service import anomalies, changes, explaining, waterfalls
from services.metrics.service.explaining import Asked
from services.metrics.service.memory import DayMemory


class ExplainRpc(contract.ExplainServiceServicer):
    """The methods of ExplainService."""

    def __init__(self, database: Database, memory: DayMemory, clock: Clock) -> None:
        self._database = database
        self._memory = memory
        self._clock = clock

    async def ExplainFigure(self, request: pb.ExplainFigureRequest, context: Any) -> pb.ExplainFigureResponse:
        """A figure with a page of its cells."""
        wanted = Asked(
            convert.read_metric(request.metric),
            request.currency,
            convert.read_group(request.group),
            request.page.cursor,
            request.page.size,
        )
        async with self._database.unit_of_work() as uow:
            found = await explaining.explain(uow, self._memory, asked(request), wanted, self._clock())
        return convert.explained(found)

    async def GetWaterfall(self, request: pb.GetWaterfallRequest, context: Any) -> pb.GetWaterfallResponse:
        """All waterfalls in one currency."""
        async with self._database.unit_of_work() as uow:
            found = await waterfalls.waterfalls(uow, asked(request), request.currency, self._clock())
        return convert.waterfalls(found)

    async def ExplainChange(self, request: pb.ExplainChangeRequest, context: Any) -> pb.ExplainChangeResponse:
        """The parts that moved most."""
        async with self._database.unit_of_work() as uow:
            found = await changes.change(
                uow,
                self._memory,
                asked(request),
                convert.read_metric(request.metric),
                request.currency,
                convert.read_by(request.by),
                request.size,
                self._clock(),
            )
        return convert.change(found)

    async def ListAnomalies(self, request: pb.ListAnomaliesRequest, context: Any) -> pb.ListAnomaliesResponse:
        """Every figure beside its earlier periods."""
        async with self._database.unit_of_work() as uow:
            found = await anomalies.anomalies(uow, self._memory, asked(request), self._clock())
        return convert.anomalies(found)
