"""Questions about figures, and their answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from daybook.metrics.v1 import metrics_service_pb2 as pb
from google.type.date_pb2 import Date

from kit.errors import InvalidField
from services.metrics.domain.calendar import Interval, Point
from services.metrics.domain.figures import Dashboard, Figure, Game, Metric, Region, Series
from services.metrics.domain.operators import Freshness
from services.metrics.domain.rules import NgrRule

_INTERVALS: Final = {pb.INTERVAL_HOUR: Interval.HOUR, pb.INTERVAL_DAY: Interval.DAY}
_INTERVALS_OUT: Final = {interval: number for number, interval in _INTERVALS.items()}
_METRICS: Final = {metric: pb.Metric.Value(f"METRIC_{metric.name}") for metric in Metric}


def day(message: Date, field: str) -> date:
    """A local day. Raises InvalidField when there is no such day."""
    try:
        return date(message.year, message.month, message.day)
    except ValueError as error:
        raise InvalidField(field, "is not a day of the calendar") from error


def interval(number: int) -> Interval | None:
    """The interval asked for; None when it is left to us."""
    return _INTERVALS.get(number)  # type: ignore[call-overload, no-any-return]


def dashboard(found: Dashboard) -> pb.GetDashboardResponse:
    """The answer to GetDashboard."""
    plan = found.plan
    response = pb.GetDashboardResponse(
        to=_date(plan.period.last),
        previous_from=_date(plan.previous.first),
        previous_to=_date(plan.previous.last),
        timezone=found.timezone,
        interval=_INTERVALS_OUT[plan.interval],
        figures=[_figure(figure) for figure in found.figures],
        series=[_series(series, plan.points, plan.previous_points) for series in found.series],
        top_games=[_game(game) for game in found.games],
        top_regions=[_region(region) for region in found.regions],
        ngr_rules=[_rule(rule) for rule in plan.rules],
        freshness=freshness(found.freshness),
    )
    getattr(response, "from").CopyFrom(_date(plan.period.first))
    return response


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


def _figure(figure: Figure) -> pb.Figure:
    return pb.Figure(
        metric=_METRICS[figure.metric], currency=figure.currency, value=figure.value, previous=figure.previous
    )


def _series(series: Series, points: Any, previous_points: Any) -> pb.Series:
    return pb.Series(
        metric=_METRICS[series.metric],
        currency=series.currency,
        points=_points(points, series.values),
        previous_points=_points(previous_points, series.previous),
    )


def _points(points: Any, values: Any) -> list[pb.Series.Point]:
    known: list[tuple[Point, int]] = list(zip(points, values, strict=True))
    return [pb.Series.Point(at=point.at, value=value) for point, value in known]


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
    )


def _rule(rule: NgrRule) -> pb.NgrRule:
    return pb.NgrRule(
        operator_id=str(rule.operator_id),
        version=rule.version,
        effective_from=_date(rule.effective_from),
        formula=rule.rates.formula(),
    )


def _date(value: date) -> Date:
    return Date(year=value.year, month=value.month, day=value.day)
