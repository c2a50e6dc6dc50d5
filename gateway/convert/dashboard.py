"""Dashboard figures as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb

from gateway.convert.values import day, day_or_none, moment, moment_or_none
from gateway.domain.directory import Operator
from gateway.models import dashboard as models
from gateway.models.base import rfc3339
from kit import money

# In the order in which the tiles are shown; True for money.
METRICS: Final[dict[pb.Metric.ValueType, tuple[str, bool]]] = {
    pb.METRIC_TURNOVER: ("turnover", True),
    pb.METRIC_PAYOUTS: ("payouts", True),
    pb.METRIC_GGR: ("ggr", True),
    pb.METRIC_NGR: ("ngr", True),
    pb.METRIC_ACTIVE_PLAYERS: ("active_players", False),
    pb.METRIC_REGISTRATIONS: ("registrations", False),
    pb.METRIC_FTD_COUNT: ("ftd_count", False),
    pb.METRIC_DEPOSITS: ("deposits", True),
    pb.METRIC_WITHDRAWALS: ("withdrawals", True),
    pb.METRIC_NET_DEPOSITS: ("net_deposits", True),
    pb.METRIC_BETS: ("bets", False),
}
_RTP: Final = Decimal("0.0001")


def dashboard(answer: pb.GetDashboardResponse, operators: Sequence[Operator]) -> models.Dashboard:
    """The whole dashboard."""
    rules = ngr_rules(answer.ngr_rules)
    return models.Dashboard(
        **{"from": day(getattr(answer, "from"))},
        to=day(answer.to),
        previous_from=day(answer.previous_from),
        previous_to=day(answer.previous_to),
        timezone=answer.timezone or None,
        operators=[
            models.DashboardOperator(id=one.operator_id, name=one.name, timezone=one.timezone) for one in operators
        ],
        ngr_rule=max(rules, key=lambda rule: rule.version, default=None),
        ngr_rules=rules,
        freshness=_freshness(answer.freshness),
        interval="hour" if answer.interval == pb.INTERVAL_HOUR else "day",
        tiles=tiles(answer.figures, operators),
        series=[_series(one) for one in answer.series if one.metric in METRICS],
        top_games=[_game(one) for one in answer.top_games],
        top_regions=[_region(one) for one in answer.top_regions],
    )


def tiles(figures: Iterable[pb.Figure], operators: Sequence[Operator]) -> list[models.Tile]:
    """A tile for every metric, and for money one in every currency that occurs: what did not happen is zero.

    When nothing happened in any currency, money is zero in the operators' own.
    """
    found = {(figure.metric, figure.currency): figure for figure in figures}
    occurring = sorted({currency for _, currency in found if currency})
    currencies = occurring or sorted({operator.currency for operator in operators})
    shown = []
    for metric, (_, is_money) in METRICS.items():
        for currency in currencies if is_money else [""]:
            figure = found.get((metric, currency)) or pb.Figure(metric=metric, currency=currency)
            shown.append(_tile(figure))
    return shown


def ngr_rules(rules: Iterable[pb.NgrRule]) -> list[models.NgrRule]:
    """Each rule once, with the operators it holds for."""
    shown: dict[tuple[int, str], models.NgrRule] = {}
    for rule in rules:
        known = shown.setdefault(
            (rule.version, rule.formula),
            models.NgrRule(
                version=rule.version,
                formula=rule.formula,
                effective_from=day_or_none(rule.effective_from),
                operators=[],
            ),
        )
        known.operators.append(UUID(rule.operator_id))
    return list(shown.values())


def moved(answer: pb.WatchFiguresResponse) -> dict[str, str | None]:
    """What the browser is told when an operator's figures moved."""
    freshness = answer.freshness
    recorded = rfc3339(moment(freshness.last_recorded_at)) if freshness.HasField("last_recorded_at") else None
    return {"operator_id": answer.operator_id, "last_recorded_at": recorded}


def _tile(figure: pb.Figure) -> models.Tile:
    name, is_money = METRICS[figure.metric]
    if not is_money:
        return models.Tile(metric=name, value=figure.value, previous=figure.previous)
    return models.Tile(
        metric=name,
        value=money.to_decimal(figure.value, figure.currency),
        previous=money.to_decimal(figure.previous, figure.currency),
        currency=figure.currency,
    )


def _series(series: pb.Series) -> models.Series:
    name, is_money = METRICS[series.metric]

    def points(values: Iterable[pb.Series.Point]) -> list[models.Point]:
        return [
            models.Point(at=one.at, value=money.to_decimal(one.value, series.currency) if is_money else one.value)
            for one in values
        ]

    return models.Series(
        metric=name,
        currency=series.currency if is_money else None,
        points=points(series.points),
        previous_points=points(series.previous_points),
    )


def _game(game: pb.GameFigures) -> models.TopGame:
    rtp = (Decimal(game.payouts) / game.settled_stakes).quantize(_RTP, ROUND_HALF_EVEN) if game.settled_stakes else None
    return models.TopGame(
        game=game.game,
        provider=game.provider,
        currency=game.currency,
        turnover=money.to_decimal(game.turnover, game.currency),
        payouts=money.to_decimal(game.payouts, game.currency),
        ggr=money.to_decimal(game.ggr, game.currency),
        bets=game.bets,
        rtp=None if rtp is None else f"{rtp:f}",
        previous_ggr=money.to_decimal(game.previous_ggr, game.currency),
    )


def _region(region: pb.RegionFigures) -> models.TopRegion:
    return models.TopRegion(
        country=region.country,
        currency=region.currency,
        turnover=money.to_decimal(region.turnover, region.currency),
        ggr=money.to_decimal(region.ggr, region.currency),
        bets=region.bets,
        active_players=region.active_players,
        previous_ggr=money.to_decimal(region.previous_ggr, region.currency),
    )


def _freshness(freshness: pb.Freshness) -> models.Freshness:
    lag = None
    if freshness.HasField("last_recorded_at") and freshness.HasField("last_counted_at"):
        elapsed = moment(freshness.last_counted_at) - moment(freshness.last_recorded_at)
        lag = max(elapsed.total_seconds(), 0.0)
    return models.Freshness(
        last_activity_at=moment_or_none(freshness.HasField("last_activity_at"), freshness.last_activity_at),
        last_recorded_at=moment_or_none(freshness.HasField("last_recorded_at"), freshness.last_recorded_at),
        lag_seconds=lag,
    )
