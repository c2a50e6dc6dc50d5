"""The operator list: settings, figures and standings of many operators, composed from three places."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as metrics_pb
from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from gateway.clients import METRICS, PLAYERS, actor_for
from gateway.container import Gateway, TheGateway
from gateway.convert import overview as convert
from gateway.convert.question import COMPARE
from gateway.convert.question import asked as question
from gateway.convert.standing import rates_of
from gateway.convert.values import day_or_none, moment_or_none
from gateway.domain import overview as domain
from gateway.domain.access import Caller
from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_status import Details
from gateway.domain.overview import ordered
from gateway.models import overview as models
from gateway.routes.paging import PREFIX
from gateway.routes.question import READ, reporting_currency
from gateway.security import SCHEMES, Requires
from kit import clock
from kit.auth.actor import Actor
from kit.errors import DomainError, InvalidField, Kind

router = APIRouter(prefix=f"{PREFIX}/operators", tags=["directory"], dependencies=SCHEMES)

_SECONDS = 5.0  # a list that waits longer for a part shows the rest


class _Asked:
    """What the list is asked for."""

    def __init__(
        self,
        from_: Annotated[date, Query(alias="from", description="first local day of each operator")],
        to: Annotated[date, Query(description="last local day, inclusive")],
        company_id: Annotated[UUID | None, Query(description="its operators; all within reach when absent")] = None,
        compare: Annotated[Literal["previous", "weekdays", "year", "none"], Query()] = "previous",
        currency: Annotated[
            str,
            Query(
                pattern="^(own|reporting|[A-Z0-9]{3,5})$",
                description="own, reporting (that of the company), or a currency by its code",
            ),
        ] = "reporting",
        status: Annotated[list[OperatorStatus] | None, Query()] = None,
        jurisdiction: Annotated[list[str] | None, Query(max_length=50)] = None,
        q: Annotated[str, Query(max_length=100, description="part of a name or a licence")] = "",
        sort: Annotated[models.OverviewSort, Query()] = "name",
    ) -> None:
        self.from_, self.to, self.company_id, self.compare, self.currency = from_, to, company_id, compare, currency
        self.status, self.jurisdiction, self.q, self.sort = status or [], jurisdiction or [], q, sort


Asked = Annotated[_Asked, Depends()]
Reader = Annotated[Caller, Depends(Requires(READ))]


@router.get("/overview")
async def get_overview(asked: Asked, caller: Reader, gateway: TheGateway) -> models.Overview:
    """Operators with figures, standing, health and alerts. A part whose service is down is null and in `missing`."""
    return await _compose(asked, caller, gateway)


@router.get(
    "/overview.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "the list as a table"}},
)
async def get_overview_csv(asked: Asked, caller: Reader, gateway: TheGateway) -> Response:
    """The same list as CSV; columns whose service is down are not there."""
    shown = await _compose(asked, caller, gateway)
    name = f"operators-{asked.from_}-{asked.to}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(convert.as_csv(shown), media_type="text/csv; charset=utf-8", headers=headers)


async def _compose(asked: _Asked, caller: Caller, gateway: Gateway) -> models.Overview:
    if asked.to < asked.from_:
        raise InvalidField("to", "must not be before from")
    within = await gateway.operators.within(caller, READ, asked.company_id)
    chosen = [one for one in within if domain.matches(one, asked.status, asked.jurisdiction, asked.q)]
    code = await reporting_currency(gateway, asked.currency, {one.operator.company_id for one in within})
    compared, standings = await _ask(asked, caller, gateway, chosen, code)
    own = {str(one.operator.operator_id): one.operator.currency for one in chosen}
    figures = convert.figures(compared, own) if compared else {}
    rates = rates_of(compared.present_rates) if compared else {}
    now, days = clock.now(), (asked.to - asked.from_).days + 1
    rows = []
    for one in chosen:
        operator_id = str(one.operator.operator_id)
        told = standings.get(operator_id) if standings is not None else None
        standing = (
            convert.standing(told, one.operator.company_id, code or one.operator.currency, rates if code else {})
            if told is not None
            else None
        )
        rows.append(domain.row(one, figures.get(operator_id), standing, days, now))
    missing: list[Literal["metrics", "players"]] = []
    if compared is None:
        missing.append("metrics")
    if standings is None:
        missing.append("players")
    return models.Overview(
        **{"from": asked.from_},
        to=asked.to,
        previous_from=day_or_none(compared.previous_from) if compared else None,
        previous_to=day_or_none(compared.previous_to) if compared else None,
        until=moment_or_none(compared.HasField("until"), compared.until) if compared else None,
        previous_until=moment_or_none(compared.HasField("previous_until"), compared.previous_until)
        if compared
        else None,
        currency=convert.currency_of(compared, code),
        items=[convert.item(one, caller) for one in ordered(rows, asked.sort)],
        totals=convert.totals(rows, compared, code),
        missing=missing,
    )


async def _ask(
    asked: _Asked, caller: Caller, gateway: Gateway, chosen: Sequence[Details], code: str
) -> tuple[metrics_pb.CompareOperatorsResponse | None, dict[str, players_pb.Standing] | None]:
    """What metrics and players say, asked at the same time; None from one that does not answer in time."""
    if not chosen:
        return metrics_pb.CompareOperatorsResponse(compare=COMPARE[asked.compare], reporting_currency=code), {}
    operators = [one.operator for one in chosen]
    services, actor = gateway.services, actor_for(caller, [READ], operators)
    figures = question(
        metrics_pb.CompareOperatorsRequest,
        operators,
        asked.from_,
        asked.to,
        calendar="operator",
        reporting=code,
        filter_=query_pb2.Filter(),
        compare=COMPARE[asked.compare],
    )
    standings = players_pb.GetStandingsRequest(operator_ids=figures.operator_ids)
    compared, stood = await asyncio.gather(
        _part(gateway, METRICS, services.metrics.CompareOperators, figures, actor),
        _part(gateway, PLAYERS, services.figures.GetStandings, standings, actor),
    )
    return compared, None if stood is None else {one.operator_id: one for one in stood.standings}


async def _part(gateway: Gateway, service: str, method: Any, request: Any, actor: Actor) -> Any:
    """A part of the list; None when its service does not answer. What is wrong with the request is told."""
    try:
        return await gateway.services.ask(service, method, request, actor, seconds=_SECONDS)
    except DomainError as error:
        if error.kind is Kind.INVALID:
            raise
        return None
