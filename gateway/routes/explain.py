"""Explanations of figures: what they are made of, waterfalls, what changed, what is unusual."""

from __future__ import annotations

from typing import Annotated

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.players.v1 import figures_service_pb2 as players_pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import METRICS, PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import explain as convert
from gateway.convert import question
from gateway.convert.top_players import names_of
from gateway.convert.values import date_message, page_of_messages, page_request, timestamp
from gateway.domain.access import Caller
from gateway.models import explain as models
from gateway.models.base import Moment, Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.routes.question import READ, Question
from gateway.security import SCHEMES, OperatorId, Requires, operator_within
from kit.errors import DomainError, InvalidField, Kind

router = APIRouter(prefix=f"{PREFIX}/dashboard", tags=["dashboard"], dependencies=SCHEMES)

_PLAYERS = "players.read"
Reader = Annotated[Caller, Depends(Requires(READ))]
PlayerReader = Annotated[Caller, Depends(Requires(_PLAYERS))]
Metric = Annotated[
    str, Query(pattern=f"^({'|'.join(convert.BY_NAME)})$", description="as tiles name it", examples=["ggr"])
]
Code = Annotated[
    str,
    Query(alias="in", pattern="^([A-Z0-9]{3,5})?$", description="the currency of the tile; may be left out for one"),
]
# What is read cell by cell over a year takes its time.
_SECONDS = 25.0


@router.get("/figure")
async def explain_figure(
    asked: Question,
    metric: Metric,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    in_: Code = "",
    group: Annotated[models.FigureGroup, Query(description="into what cells are put together")] = "time",
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> models.Explanation:
    """A figure as on the dashboard, with its formula, terms, rates, and the cells that add up to it exactly."""
    operators = await asked.operators(request, caller)
    message = asked.message(
        pb.ExplainFigureRequest,
        operators,
        await asked.reporting(gateway, operators),
        metric=convert.BY_NAME[metric],
        currency=in_,
        group=convert.GROUPS[group],
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [READ], operators)
    answer = await services.ask(METRICS, services.explain.ExplainFigure, message, actor, seconds=_SECONDS)
    return convert.explanation(answer, caller.locale)


@router.get("/figure/bets")
async def list_figure_bets(
    caller: PlayerReader,
    request: Request,
    gateway: TheGateway,
    from_: Annotated[Moment, Query(alias="from")],
    until: Annotated[Moment, Query(description="exclusive, at most 32 days later")],
    operator_id: OperatorId = None,
    basis: Annotated[models.FigureBasis, Query(description="by which time bets count")] = "placed",
    game: Annotated[str, Query(max_length=128)] = "",
    provider: Annotated[str, Query(max_length=128)] = "",
    country: Annotated[str | None, Query(max_length=2, description="empty: not known")] = None,
    in_currency: Annotated[str, Query(max_length=5)] = "",
    player_id: Annotated[str, Query(max_length=36)] = "",
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.FigureBet]:
    """The bets behind a cell, oldest first."""
    operator = await operator_within(request, caller, _PLAYERS, operator_id)
    message = players_pb.ListFigureBetsRequest(
        operator_id=str(operator.operator_id),
        basis=convert.BASIS[basis],
        until=timestamp(until),
        game=game,
        provider=provider,
        country=country,
        currency=in_currency,
        player_id=player_id,
        page=page_request(cursor, limit),
        **{"from": timestamp(from_)},
    )
    services, actor = gateway.services, actor_for(caller, [_PLAYERS], [operator])
    answer = await services.ask(PLAYERS, services.figures.ListFigureBets, message, actor, seconds=_SECONDS)
    return page_of_messages(map(convert.figure_bet, answer.bets), answer.next_cursor, answer.total)


@router.get("/waterfall")
async def get_waterfall(
    asked: Question, caller: Reader, request: Request, gateway: TheGateway, in_: Code = ""
) -> models.Waterfalls:
    """From turnover through GGR to NGR by the operators' rules, to UKGC GGY and to Brazil's base."""
    operators = await asked.operators(request, caller)
    message = asked.message(pb.GetWaterfallRequest, operators, await asked.reporting(gateway, operators), currency=in_)
    services, actor = gateway.services, actor_for(caller, [READ], operators)
    answer = await services.ask(METRICS, services.explain.GetWaterfall, message, actor, seconds=_SECONDS)
    return convert.waterfalls(answer)


@router.get("/change")
async def explain_change(
    asked: Question,
    metric: Metric,
    by: Annotated[models.ChangeBy, Query(description="what the parts are")],
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    in_: Code = "",
) -> models.Change:
    """Which parts account for a rise or fall, the largest first; players are named to who may read them."""
    operators = await asked.operators(request, caller)
    message = asked.message(
        pb.ExplainChangeRequest,
        operators,
        await asked.reporting(gateway, operators),
        compare=question.COMPARE[asked.compare],
        metric=convert.BY_NAME[metric],
        currency=in_,
        by=convert.BY[by],
    )
    services, actor = gateway.services, actor_for(caller, [READ], operators)
    answer = await services.ask(METRICS, services.explain.ExplainChange, message, actor, seconds=_SECONDS)
    if by != "player":
        return convert.change(answer, None, missing=[])
    readable = [one for one in operators if caller.may(_PLAYERS, one)]
    ids = {str(one.operator_id) for one in readable}
    players = [
        players_pb.NamePlayersRequest.Player(operator_id=part.operator_id, player_id=part.key)
        for part in answer.parts
        if part.operator_id in ids
    ]
    if not players:
        return convert.change(answer, None, missing=[])
    wanted = players_pb.NamePlayersRequest(operator_ids=sorted({one.operator_id for one in players}), players=players)
    try:
        told = await services.ask(
            PLAYERS, services.figures.NamePlayers, wanted, actor_for(caller, [_PLAYERS], readable), seconds=2.0
        )
    except DomainError as error:
        if error.kind is not Kind.UNAVAILABLE:
            raise
        return convert.change(answer, None, missing=["players"])
    return convert.change(answer, names_of(told), missing=[])


@router.get("/anomalies")
async def list_anomalies(asked: Question, caller: Reader, request: Request, gateway: TheGateway) -> models.Anomalies:
    """Every figure beside its range in the same days, up to the same time of day, of earlier weeks; without filters."""
    if asked.filtered:
        raise InvalidField("filter", "what is usual is known of all activity only")
    operators = await asked.operators(request, caller)
    days = {"from": date_message(asked.from_), "to": date_message(asked.to)}
    message = pb.ListAnomaliesRequest(
        operator_ids=[str(one.operator_id) for one in operators],
        calendar=question.CALENDARS[asked.calendar],
        reporting_currency=await asked.reporting(gateway, operators),
        **days,
    )
    services, actor = gateway.services, actor_for(caller, [READ], operators)
    return convert.anomalies(
        await services.ask(METRICS, services.explain.ListAnomalies, message, actor, seconds=_SECONDS)
    )
