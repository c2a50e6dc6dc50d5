"""Figures as answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from services.metrics.convert.query import CALENDARS_OUT, COMPARE_OUT, INTERVALS
from services.metrics.domain.calendar import Point
from services.metrics.domain.conversion import Conversion, Rate, UsedRate
from services.metrics.domain.dimensions import Dimensions
from services.metrics.domain.figures import (
    Comparison,
    Dashboard,
    Figure,
    Game,
    HeatMap,
    Metric,
    OperatorFigures,
    Region,
    Series,
)
from services.metrics.domain.leading import Leader
from services.metrics.domain.operators import Freshness
from services.metrics.domain.plan import Plan
from services.metrics.domain.rtp import Verdict
from services.metrics.domain.rules import NgrRule
from services.metrics.service.leading import TopPlayers

_INTERVALS_OUT: Final = {interval: number for number, interval in INTERVALS.items()}
METRICS: Final = {metric: pb.Metric.Value(f"METRIC_{metric.name}") for metric in Metric}
_VERDICTS: Final = {verdict: pb.RtpVerdict.Value(f"RTP_VERDICT_{verdict.name}") for verdict in Verdict}


def dashboard(found: Dashboard) -> pb.GetDashboardResponse:
    """The answer to GetDashboard."""
    plan = found.plan
    response = pb.GetDashboardResponse(
        timezone=found.timezone,
        figures=[figure(one) for one in found.figures],
        series=[_series(series, plan) for series in found.series],
        top_games=[_game(game) for game in found.games],
        top_regions=[_region(region) for region in found.regions],
        ngr_rules=[rule(one) for one in plan.rules],
        freshness=freshness(found.freshness),
        heat_maps=[_heat_map(one, plan) for one in found.heat_maps],
    )
    _frame(response, plan, found.conversion, found.present_rates)
    return response


def side_by_side(found: Comparison) -> pb.CompareOperatorsResponse:
    """The answer to CompareOperators."""
    response = pb.CompareOperatorsResponse(
        operators=[_operator(one, found.plan) for one in found.operators],
        totals=[figure(one) for one in found.totals],
    )
    _frame(response, found.plan, found.conversion, found.present_rates)
    return response


def top_players(found: TopPlayers) -> pb.ListTopPlayersResponse:
    """The answer to ListTopPlayers."""
    leaders = found.leaders

    def ranking(several: Iterable[Leader]) -> list[pb.TopPlayer]:
        return [_leader(one, found.players) for one in several]

    return pb.ListTopPlayersResponse(
        winners=ranking(leaders.winners),
        losers=ranking(leaders.losers),
        depositors=ranking(leaders.depositors),
        withdrawers=ranking(leaders.withdrawers),
        reporting_currency=found.conversion.reporting,
        rates=[used(one) for one in found.conversion.used],
        unconverted=found.conversion.unconverted,
    )


def dimensions(found: Dimensions) -> pb.GetDimensionsResponse:
    """The answer to GetDimensions."""
    return pb.GetDimensionsResponse(
        countries=found.countries,
        currencies=found.currencies,
        providers=found.providers,
        games=[
            pb.GetDimensionsResponse.Game(game=one.game, provider=one.provider, name=one.name, category=one.category)
            for one in found.games
        ],
        categories=found.categories,
        devices=found.devices,
        channels=found.channels,
    )


def freshness(fresh: Freshness) -> pb.Freshness:
    """How recent figures are; what is not known is absent."""
    message = pb.Freshness()
    if fresh.last_activity_at:
        message.last_activity_at.FromDatetime(fresh.last_activity_at)
    if fresh.last_recorded_at:
        message.last_recorded_at.FromDatetime(fresh.last_recorded_at)
    if fresh.last_counted_at:
        message.last_counted_at.FromDatetime(fresh.last_counted_at)
    return message


def _frame(
    response: pb.GetDashboardResponse | pb.CompareOperatorsResponse,
    plan: Plan,
    conversion: Conversion,
    present: Sequence[Rate],
) -> None:
    """What was asked, and how it was understood."""
    query = plan.query
    getattr(response, "from").CopyFrom(_date(query.period.first))
    response.to.CopyFrom(_date(query.period.last))
    if plan.previous:
        response.previous_from.CopyFrom(_date(plan.previous.first))
        response.previous_to.CopyFrom(_date(plan.previous.last))
    response.interval = _INTERVALS_OUT[plan.interval]
    response.compare = COMPARE_OUT[query.compare]
    response.calendar = CALENDARS_OUT[query.calendar]
    if plan.until:
        response.until.CopyFrom(_timestamp(plan.until))
    if plan.previous_until:
        response.previous_until.CopyFrom(_timestamp(plan.previous_until))
    response.filtered = bool(query.filter)
    response.reporting_currency = conversion.reporting
    response.rates.extend(used(one) for one in conversion.used)
    response.unconverted.extend(conversion.unconverted)
    response.present_rates.extend(_rate(one, 1) for one in present)


def figure(one: Figure) -> pb.Figure:
    """A value of a metric; what is undefined says so."""
    return pb.Figure(
        metric=METRICS[one.metric],
        currency=one.currency,
        value=one.value or 0,
        previous=one.previous or 0,
        undefined=one.value is None,
        previous_undefined=one.previous is None,
    )


def _series(series: Series, plan: Plan) -> pb.Series:
    return pb.Series(
        metric=METRICS[series.metric],
        currency=series.currency,
        points=_points(plan.points, series.values),
        previous_points=_points(plan.previous_points, series.previous),
    )


def _points(points: Sequence[Point], values: Sequence[int | None]) -> list[pb.Series.Point]:
    return [
        pb.Series.Point(at=point.at, value=value or 0, undefined=value is None)
        for point, value in zip(points, values, strict=True)
    ]


def _heat_map(one: HeatMap, plan: Plan) -> pb.HeatMap:
    return pb.HeatMap(metric=METRICS[one.metric], currency=one.currency, values=one.values, hours=plan.week_hours)


def _game(game: Game) -> pb.GameFigures:
    return pb.GameFigures(
        game=game.game,
        provider=game.provider,
        currency=game.currency,
        turnover=game.turnover,
        payouts=game.payouts,
        ggr=game.ggr,
        bets=game.bets,
        previous_ggr=game.previous_ggr,
        settled_stakes=game.settled_stakes,
        settled_bets=game.settled_bets,
        category=game.category,
        name=game.name,
        theoretical_rtp="" if game.theoretical_rtp is None else f"{game.theoretical_rtp:f}",
        rtp_z="" if game.rtp_z is None else f"{game.rtp_z:.2f}",
        rtp_verdict=_VERDICTS[game.verdict] if game.verdict else pb.RTP_VERDICT_UNSPECIFIED,
    )


def _region(region: Region) -> pb.RegionFigures:
    return pb.RegionFigures(
        country=region.country,
        currency=region.currency,
        turnover=region.turnover,
        ggr=region.ggr,
        bets=region.bets,
        active_players=region.active_players,
        previous_ggr=region.previous_ggr,
        deposits=region.deposits,
        withdrawals=region.withdrawals,
        registrations=region.registrations,
    )


def _operator(one: OperatorFigures, plan: Plan) -> pb.OperatorFigures:
    return pb.OperatorFigures(
        operator_id=str(one.operator_id),
        figures=[figure(each) for each in one.figures],
        sparkline=_series(one.sparkline, plan),
        freshness=freshness(one.freshness),
        timezone=one.timezone,
    )


def _leader(one: Leader, players: Mapping[tuple[UUID, int], tuple[UUID, str]]) -> pb.TopPlayer:
    player_id, country = players[one.operator_id, one.seat]
    return pb.TopPlayer(
        operator_id=str(one.operator_id),
        player_id=str(player_id),
        country=country,
        currency=one.currency,
        turnover=one.turnover,
        ggr=one.ggr,
        deposits=one.deposits,
        withdrawals=one.withdrawals,
    )


def used(one: UsedRate) -> query_pb2.UsedRate:
    """A rate and how many days it converted."""
    return _rate(one.rate, one.days)


def _rate(rate: Rate, days: int) -> query_pb2.UsedRate:
    return query_pb2.UsedRate(
        company_id=str(rate.company_id),
        currency=rate.currency,
        rate=f"{rate.rate.normalize():f}",
        day=_date(rate.day),
        source=rate.source,
        version=rate.version,
        days=days,
    )


def rule(one: NgrRule) -> pb.NgrRule:
    """Which rule made the NGR of an operator."""
    return pb.NgrRule(
        operator_id=str(one.operator_id),
        version=one.version,
        effective_from=_date(one.effective_from),
        formula=one.rates.formula(),
    )


def _date(value: date) -> Date:
    return Date(year=value.year, month=value.month, day=value.day)


def _timestamp(at: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(at)
    return message
