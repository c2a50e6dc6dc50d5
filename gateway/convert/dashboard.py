"""Dashboard figures as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, Literal
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2

from gateway.convert import question
from gateway.convert.standing import Standing, standing_tiles
from gateway.convert.values import day, day_or_none, moment, moment_or_none
from gateway.domain.directory import Operator
from gateway.models import dashboard as models
from gateway.models.base import rfc3339
from kit import money

COUNT: Final = "count"
MONEY: Final = "money"
RATIO: Final = "ratio"
# In the order in which the tiles are shown.
METRICS: Final[dict[pb.Metric.ValueType, tuple[str, str]]] = {
    pb.METRIC_TURNOVER: ("turnover", MONEY),
    pb.METRIC_GGR: ("ggr", MONEY),
    pb.METRIC_NGR: ("ngr", MONEY),
    pb.METRIC_HOLD: ("hold", RATIO),
    pb.METRIC_ACTIVE_PLAYERS: ("active_players", COUNT),
    pb.METRIC_REGISTRATIONS: ("registrations", COUNT),
    pb.METRIC_FTD_COUNT: ("ftd_count", COUNT),
    pb.METRIC_FTD_AMOUNT: ("ftd_amount", MONEY),
    pb.METRIC_DEPOSITS: ("deposits", MONEY),
    pb.METRIC_WITHDRAWALS: ("withdrawals", MONEY),
    pb.METRIC_NET_DEPOSITS: ("net_deposits", MONEY),
    pb.METRIC_BONUS_COST: ("bonus_cost", MONEY),
    pb.METRIC_ARPU: ("arpu", MONEY),
    pb.METRIC_AVERAGE_DEPOSIT: ("average_deposit", MONEY),
    pb.METRIC_BETS: ("bets", COUNT),
    pb.METRIC_PAYOUTS: ("payouts", MONEY),
}
# The figures of how operators stand, each before the one named.
STANDING: Final = {
    "pending_withdrawals": "bonus_cost",
    "player_balances": "average_deposit",
    "online_now": "average_deposit",
}
_COMPARE: Final = {number: name for name, number in question.COMPARE.items()}
_CALENDARS: Final = {number: name for name, number in question.CALENDARS.items()}
_VERDICTS: Final = {
    pb.RTP_VERDICT_ABOVE: "above",
    pb.RTP_VERDICT_BELOW: "below",
    pb.RTP_VERDICT_EXPECTED: "expected",
    pb.RTP_VERDICT_TOO_FEW: "too_few",
}
_RTP: Final = Decimal("0.0001")
_TENTH: Final = Decimal("0.1")


def dashboard(
    answer: pb.GetDashboardResponse, operators: Sequence[Operator], standing: Standing | None, *, stands: bool
) -> models.Dashboard:
    """The whole dashboard. How operators stand is shown when `stands`; it is missing when nobody told."""
    rules = ngr_rules(answer.ngr_rules)
    return models.Dashboard(
        **_frame(answer, ["players"] if stands and standing is None else []),
        timezone=answer.timezone or None,
        operators=[
            models.DashboardOperator(id=one.operator_id, name=one.name, timezone=one.timezone) for one in operators
        ],
        ngr_rule=max(rules, key=lambda rule: rule.version, default=None),
        ngr_rules=rules,
        freshness=_freshness(answer.freshness),
        interval=_interval(answer.interval),
        tiles=_in_order(_tiles(answer.figures), standing),
        series=[_series(one) for one in answer.series if one.metric in METRICS],
        heat=[_heat(one) for one in answer.heat_maps if one.metric in METRICS],
        top_games=[_game(one) for one in answer.top_games],
        top_regions=[_region(one) for one in answer.top_regions],
    )


def comparison(answer: pb.CompareOperatorsResponse) -> models.Comparison:
    """Operators side by side."""
    return models.Comparison(
        **_frame(answer, []),
        interval=_interval(answer.interval),
        items=[
            models.ComparedOperator(
                operator_id=UUID(one.operator_id),
                timezone=one.timezone,
                figures=_tiles(one.figures),
                sparkline=_series(one.sparkline),
                freshness=_freshness(one.freshness),
            )
            for one in answer.operators
        ],
        totals=_tiles(answer.totals),
    )


def _in_order(tiles: list[models.Tile], standing: Standing | None) -> list[models.Tile]:
    """The tiles with those of how operators stand in their places."""
    if standing is None:
        return tiles
    shown: list[models.Tile] = []
    left = standing_tiles(standing)
    for tile in tiles:
        shown += [one for one in left if STANDING[one.metric] == tile.metric]
        left = [one for one in left if STANDING[one.metric] != tile.metric]
        shown.append(tile)
    return shown + left


def _interval(number: int) -> Literal["hour", "day"]:
    return "hour" if number == pb.INTERVAL_HOUR else "day"


def _frame(answer: pb.GetDashboardResponse | pb.CompareOperatorsResponse, missing: list[str]) -> dict[str, Any]:
    return {
        "from": day(getattr(answer, "from")),
        "to": day(answer.to),
        "previous_from": day_or_none(answer.previous_from),
        "previous_to": day_or_none(answer.previous_to),
        "compare": _COMPARE.get(answer.compare, "previous"),
        "calendar": _CALENDARS.get(answer.calendar, "operator"),
        "until": moment_or_none(answer.HasField("until"), answer.until),
        "previous_until": moment_or_none(answer.HasField("previous_until"), answer.previous_until),
        "filtered": answer.filtered,
        "currency": shown_currency(answer),
        "missing": missing,
    }


def shown_currency(
    answer: pb.GetDashboardResponse | pb.CompareOperatorsResponse | pb.ListTopPlayersResponse,
) -> models.ShownCurrency:
    """In which currency amounts are."""
    return models.ShownCurrency(
        mode="reporting" if answer.reporting_currency else "own",
        code=answer.reporting_currency or None,
        rates=used_rates(answer.rates),
        missing=list(answer.unconverted),
    )


def used_rates(rates: Iterable[query_pb2.UsedRate]) -> list[models.UsedRate]:
    """The rates that converted amounts."""
    return [
        models.UsedRate(
            company_id=UUID(one.company_id),
            currency=one.currency,
            rate=one.rate,
            day=day(one.day),
            source=one.source,
        )
        for one in rates
    ]


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


def shown(kind: str, currency: str, value: int) -> str | int:
    """A value of a kind of figure: a decimal string of money, in shares of one for ratios, an integer for counts."""
    if kind == MONEY:
        return money.to_decimal(value, currency)
    return f"{Decimal(value).scaleb(-6):f}" if kind == RATIO else value


def _tiles(figures: Iterable[pb.Figure]) -> list[models.Tile]:
    order = list(METRICS)
    known = [figure for figure in figures if figure.metric in METRICS]
    return [_tile(figure) for figure in sorted(known, key=lambda figure: order.index(figure.metric))]


def _tile(figure: pb.Figure) -> models.Tile:
    name, kind = METRICS[figure.metric]
    return models.Tile(
        metric=name,
        kind=kind,
        value=None if figure.undefined else shown(kind, figure.currency, figure.value),
        previous=None if figure.previous_undefined else shown(kind, figure.currency, figure.previous),
        currency=figure.currency or None,
    )


def _series(series: pb.Series) -> models.Series:
    name, kind = METRICS[series.metric]

    def points(values: Iterable[pb.Series.Point]) -> list[dict[str, str | int | None]]:
        return [
            {"at": one.at, "value": None if one.undefined else shown(kind, series.currency, one.value)}
            for one in values
        ]

    # Hundreds of them: pydantic makes models of mappings several times as fast as we do one by one.
    return models.Series.model_validate(
        {
            "metric": name,
            "currency": series.currency or None,
            "points": points(series.points),
            "previous_points": points(series.previous_points),
        }
    )


def _heat(heat: pb.HeatMap) -> models.HeatMap:
    name, kind = METRICS[heat.metric]
    cells = []
    for number, (value, hours) in enumerate(zip(heat.values, heat.hours, strict=True)):
        if hours:
            if kind == COUNT:
                one: str | int = f"{(Decimal(value) / hours).quantize(_TENTH, ROUND_HALF_EVEN):f}"
            else:
                one = shown(kind, heat.currency, value)
            cells.append({"weekday": number // 24 + 1, "hour": number % 24, "value": one})
    return models.HeatMap.model_validate({"metric": name, "currency": heat.currency or None, "cells": cells})


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
        settled_bets=game.settled_bets,
        name=game.name or None,
        category=game.category or None,
        theoretical_rtp=game.theoretical_rtp or None,
        rtp_z=game.rtp_z or None,
        rtp_verdict=_VERDICTS.get(game.rtp_verdict),
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
        deposits=money.to_decimal(region.deposits, region.currency),
        withdrawals=money.to_decimal(region.withdrawals, region.currency),
        registrations=region.registrations,
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
