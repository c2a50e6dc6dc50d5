"""The dashboard and the stream that moves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

from daybook.metrics.v1 import metrics_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import METRICS, actor_for
from gateway.container import TheGateway
from gateway.convert import dashboard as convert
from gateway.convert.values import date_message
from gateway.domain.access import Caller
from gateway.live import LiveEvents
from gateway.models.dashboard import Dashboard
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, OperatorIds, Requires, authenticate, operators_within
from kit.db import is_outage
from kit.errors import DomainError, InvalidField

router = APIRouter(prefix=f"{PREFIX}/dashboard", tags=["dashboard"], dependencies=SCHEMES)

_READ = "metrics.read"
Reader = Annotated[Caller, Depends(Requires(_READ))]


@router.get("")
async def get_dashboard(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    from_: Annotated[date, Query(alias="from", description="first local day")],
    to: Annotated[date, Query(description="last local day, inclusive")],
    operator_id: OperatorIds = None,
) -> Dashboard:
    """Figures of operators over local days, each with the previous equivalent period."""
    operators = await operators_within(request, caller, _READ, operator_id)
    if not operators:
        raise InvalidField("operator_id", "is needed: there is no operator within reach")
    asked = pb.GetDashboardRequest(
        operator_ids=[str(one.operator_id) for one in operators],
        to=date_message(to),
        **{"from": date_message(from_)},
    )
    actor = actor_for(caller, [_READ], operators)
    answer = await gateway.services.ask(METRICS, gateway.services.metrics.GetDashboard, asked, actor)
    return convert.dashboard(answer, operators)


@router.get(
    "/stream",
    response_model=None,
    responses={
        200: {
            "description": "`figures` whenever an operator's figures moved, `ping` every 15 seconds.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def stream_figures(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorIds = None
) -> LiveEvents:
    """Server-sent events: `figures` with {operator_id, last_recorded_at} whenever figures move."""
    operators = await operators_within(request, caller, _READ, operator_id)
    if not operators:
        raise InvalidField("operator_id", "is needed: there is no operator within reach")
    asked = pb.WatchFiguresRequest(operator_ids=[str(one.operator_id) for one in operators])
    actor = actor_for(caller, [_READ], operators)
    services = gateway.services

    @asynccontextmanager
    async def watch() -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        async with services.stream(METRICS, services.metrics.WatchFigures, asked, actor) as answers:
            yield ((answer.operator_id, convert.moved(answer)) async for answer in answers)

    async def still_allowed() -> bool:
        try:
            present = await authenticate(request, touch=False)
            await operators_within(request, present, _READ, [one.operator_id for one in operators])
        except DomainError:
            return False
        except Exception as error:
            if not is_outage(error):
                raise
        return True  # also while the database does not answer: the next ping asks again

    return LiveEvents("figures", watch, gateway.stopping, still_allowed)
