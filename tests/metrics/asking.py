"""Questions of how figures came about, and whether their answers add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2 as figures_pb
from daybook.types.v1.page_pb2 import Page

from kit.rpc import client
from tests.metrics.running import Metrics, date_of


def period(message: Any, first: str, last: str) -> Any:
    """Sets the days of a question."""
    getattr(message, "from").CopyFrom(date_of(first))
    message.to.CopyFrom(date_of(last))
    return message


def metric(name: str) -> Any:
    """A metric of the wire."""
    return figures_pb.Metric.Value(f"METRIC_{name.upper()}")


async def ask(metrics: Metrics, method: Any, request: Any) -> Any:
    """Asks as somebody who may see figures of the operators."""
    return await client.call(method, request, metrics.token(*request.operator_ids), seconds=20)


async def explained(
    metrics: Metrics, ids: Sequence[str], first: str, last: str, name: str, *, size: int = 0, **more: Any
) -> tuple[pb.ExplainFigureResponse, list[pb.FigureCell]]:
    """A figure's explanation with the cells of all pages."""
    group = pb.FigureGroup.Value(f"FIGURE_GROUP_{more.pop('group', 'time').upper()}")
    cells: list[pb.FigureCell] = []
    cursor = ""
    while True:
        request = pb.ExplainFigureRequest(
            operator_ids=ids, metric=metric(name), group=group, page=Page(size=size, cursor=cursor), **more
        )
        answer = await ask(metrics, metrics.explain.ExplainFigure, period(request, first, last))
        cells += answer.cells
        cursor = answer.next_cursor
        if not cursor:
            return answer, cells


async def waterfall(metrics: Metrics, ids: Sequence[str], first: str, last: str, **more: Any) -> Any:
    """The waterfalls."""
    request = period(pb.GetWaterfallRequest(operator_ids=ids, **more), first, last)
    return await ask(metrics, metrics.explain.GetWaterfall, request)


async def changed(
    metrics: Metrics, ids: Sequence[str], first: str, last: str, name: str, by: str, **more: Any
) -> pb.ExplainChangeResponse:
    """What changed."""
    number = pb.ChangeBy.Value(f"CHANGE_BY_{by.upper()}")
    request = pb.ExplainChangeRequest(operator_ids=ids, metric=metric(name), by=number, **more)
    answer: pb.ExplainChangeResponse = await ask(metrics, metrics.explain.ExplainChange, period(request, first, last))
    return answer


async def anomalies(metrics: Metrics, ids: Sequence[str], first: str, last: str, **more: Any) -> Any:
    """The anomalies."""
    request = period(pb.ListAnomaliesRequest(operator_ids=ids, **more), first, last)
    return await ask(metrics, metrics.explain.ListAnomalies, request)
