"""The dashboard and the stream that moves it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.players.v1 import figures_service_pb2 as players_pb
from fastapi import APIRouter, Depends, Request, Response

from gateway.clients import METRICS, PLAYERS, Services, actor_for
from gateway.container import TheGateway
from gateway.convert import dashboard as convert
from gateway.convert.standing import Standing, rates_of
from gateway.convert.top_players import names_of, options, top_players, wanted
from gateway.convert.values import moment, timestamp
from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from gateway.live import LiveEvents
from gateway.models.dashboard import Comparison, Dashboard, Options, TopPlayers
from gateway.routes.paging import PREFIX
from gateway.routes.question import READ, Question
from gateway.security import SCHEMES, OperatorIds, Requires, authenticate, operators_within
from kit import clock
from kit.auth.actor import Actor
from kit.db import is_outage
from kit.errors import DomainError, InvalidField, Kind

router = APIRouter(prefix=f"{PREFIX}/dashboard", tags=["dashboard"], dependencies=SCHEMES)

Reader = Annotated[Caller, Depends(Requires(READ))]


_SECONDS = 2.0  # a dashboard that waits longer for how operators stand shows the rest


@router.get("", response_model=Dashboard)
async def get_dashboard(asked: Question, caller: Reader, request: Request, gateway: TheGateway) -> Response:
    """Figures of operators over local days, beside those of an earlier period; how they stand now."""
    operators = await asked.operators(request, caller)
    code = await asked.reporting(gateway, operators)
    actor, services = actor_for(caller, [READ], operators), gateway.services
    stands = not asked.filtered
    answer, now = await asyncio.gather(
        services.ask(
            METRICS,
            services.metrics.GetDashboard,
            asked.message(pb.GetDashboardRequest, operators, code, **asked.compared()),
            actor,
        ),
        _standings(services, operators, actor, None) if stands else _nothing(),
    )
    standing = None
    if now is not None:
        at = _compared_at(asked, answer, operators)
        standing = Standing(
            now=now,
            before=await _standings(services, operators, actor, at) if at else None,
            companies={str(one.operator_id): str(one.company_id) for one in operators},
            reporting=code,
            rates=rates_of(answer.present_rates),
        )
    shown = convert.dashboard(answer, operators, standing, stands=stands)
    # A model that was just made need not be checked again, nor go through mappings to become text.
    return Response(shown.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/players")
async def get_top_players(asked: Question, caller: Reader, request: Request, gateway: TheGateway) -> TopPlayers:
    """Who won, lost, deposited and withdrew most; named only to who may read players of that operator."""
    operators = await asked.operators(request, caller)
    code = await asked.reporting(gateway, operators)
    services = gateway.services
    answer = await services.ask(
        METRICS,
        services.metrics.ListTopPlayers,
        asked.message(pb.ListTopPlayersRequest, operators, code),
        actor_for(caller, [READ], operators),
    )
    known = [one for one in operators if caller.may("players.read", one)]
    ids = {str(one.operator_id) for one in known}
    players = [one for (operator_id, _), one in wanted(answer).items() if operator_id in ids]
    if not players:
        return top_players(answer, {}, missing=False)
    named = players_pb.NamePlayersRequest(operator_ids=sorted({one.operator_id for one in players}), players=players)
    try:
        told = await services.ask(
            PLAYERS,
            services.figures.NamePlayers,
            named,
            actor_for(caller, ["players.read"], known),
            seconds=_SECONDS,
        )
    except DomainError as error:
        if error.kind is not Kind.UNAVAILABLE:
            raise
        return top_players(answer, {}, missing=True)
    return top_players(answer, names_of(told), missing=False)


@router.get("/options")
async def get_options(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorIds = None
) -> Options:
    """What figures can be filtered by: everything that was seen so far."""
    operators = await operators_within(request, caller, READ, operator_id)
    if not operators:
        raise InvalidField("operator_id", "is needed: there is no operator within reach")
    asked = pb.GetDimensionsRequest(operator_ids=[str(one.operator_id) for one in operators])
    actor = actor_for(caller, [READ], operators)
    return options(await gateway.services.ask(METRICS, gateway.services.metrics.GetDimensions, asked, actor))


@router.get("/compare")
async def get_comparison(asked: Question, caller: Reader, request: Request, gateway: TheGateway) -> Comparison:
    """The figures of each operator, by its own calendar and under its own rules, and of all together."""
    operators = await asked.operators(request, caller)
    message = asked.message(
        pb.CompareOperatorsRequest, operators, await asked.reporting(gateway, operators), **asked.compared()
    )
    actor = actor_for(caller, [READ], operators)
    return convert.comparison(
        await gateway.services.ask(METRICS, gateway.services.metrics.CompareOperators, message, actor)
    )


async def _nothing() -> None:
    return None


async def _standings(
    services: Services, operators: Sequence[Operator], actor: Actor, at: datetime | None
) -> players_pb.GetStandingsResponse | None:
    """How operators stand, or stood; None when players does not answer."""
    ids = [str(one.operator_id) for one in operators]
    asked = players_pb.GetStandingsRequest(operator_ids=ids, at=timestamp(at))
    try:
        told = await services.ask(PLAYERS, services.figures.GetStandings, asked, actor, seconds=_SECONDS)
    except DomainError as error:
        if error.kind is not Kind.UNAVAILABLE:
            raise
        return None
    # Of some only it would be a part that looks like the whole.
    return told if at is None or len(told.standings) == len(ids) else None


def _compared_at(asked: Question, answer: pb.GetDashboardResponse, operators: Sequence[Operator]) -> datetime | None:
    """With which moment the present is compared: where the earlier period was cut, else when the period ended."""
    if asked.compare == "none":
        return None
    if answer.HasField("previous_until"):
        return moment(answer.previous_until)
    zone = ZoneInfo("UTC" if asked.calendar == "utc" else operators[0].timezone)
    end = datetime.combine(asked.to + timedelta(days=1), time(), zone)
    return end if end <= clock.now() else None


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
    operators = await operators_within(request, caller, READ, operator_id)
    if not operators:
        raise InvalidField("operator_id", "is needed: there is no operator within reach")
    asked = pb.WatchFiguresRequest(operator_ids=[str(one.operator_id) for one in operators])
    actor = actor_for(caller, [READ], operators)
    services = gateway.services

    @asynccontextmanager
    async def watch() -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        async with services.stream(METRICS, services.metrics.WatchFigures, asked, actor) as answers:
            yield ((answer.operator_id, convert.moved(answer)) async for answer in answers)

    async def still_allowed() -> bool:
        try:
            present = await authenticate(request, touch=False)
            await operators_within(request, present, READ, [one.operator_id for one in operators])
        except DomainError:
            return False
        except Exception as error:
            if not is_outage(error):
                raise
        return True  # also while the database does not answer: the next ping asks again

    return LiveEvents("figures", watch, gateway.stopping, still_allowed)
