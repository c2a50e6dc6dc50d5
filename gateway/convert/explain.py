"""Explanations of figures as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2 as figures_pb
from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb

from gateway.convert.dashboard import COUNT, METRICS, RATIO, ngr_rules, shown, used_rates
from gateway.convert.player_history import bet
from gateway.convert.values import day, moment, moment_or_none
from gateway.models import explain as models
from gateway.models.base import Total
from gateway.models.dashboard import Value
from kit import money

BY_NAME: Final = {name: number for number, (name, _) in METRICS.items()}
GROUPS: Final = {
    "time": pb.FIGURE_GROUP_TIME,
    "game": pb.FIGURE_GROUP_GAME,
    "country": pb.FIGURE_GROUP_COUNTRY,
    "operator": pb.FIGURE_GROUP_OPERATOR,
    "cell": pb.FIGURE_GROUP_CELL,
}
BY: Final = {
    "game": pb.CHANGE_BY_GAME,
    "region": pb.CHANGE_BY_REGION,
    "player": pb.CHANGE_BY_PLAYER,
    "provider": pb.CHANGE_BY_PROVIDER,
    "operator": pb.CHANGE_BY_OPERATOR,
}
BASIS: Final = {"placed": players_pb.FIGURE_BASIS_PLACED, "settled": players_pb.FIGURE_BASIS_SETTLED}
_GROUP_NAMES: Final[dict[int, Any]] = {number: name for name, number in GROUPS.items()}
_VERDICTS: Final[dict[int, Any]] = {
    pb.ANOMALY_VERDICT_EXPECTED: "expected",
    pb.ANOMALY_VERDICT_LOW: "low",
    pb.ANOMALY_VERDICT_HIGH: "high",
}
_UNKNOWN: Final[dict[int, Any]] = {
    pb.ANOMALY_UNKNOWN_TOO_FEW: "too_few",
    pb.ANOMALY_UNKNOWN_UNDEFINED: "undefined",
    pb.ANOMALY_UNKNOWN_RARE: "rare",
}
_LABELS: Final = {
    "ggr": "GGR",
    "ngr": "NGR",
    "arpu": "ARPU",
    "ftd_count": "FTDs",
    "ftd_amount": "FTD amount",
    "hold": "Hold %",
}
_PORTUGUESE: Final = "pt"


def explanation(answer: pb.ExplainFigureResponse, locale: str) -> models.Explanation:
    """A figure with what it is made of, in words of the caller's language."""
    figure = answer.figure
    name, kind = METRICS[figure.metric]
    formulas = [_formula(one, locale) for one in answer.definitions]
    return models.Explanation(
        metric=name,
        label=_LABELS.get(name, name.replace("_", " ").capitalize()),
        kind=_kind(kind),
        value=_value(figure),
        currency=figure.currency or None,
        definition=formulas[0].definition,
        formula=formulas[0],
        formulas=formulas,
        ngr_rules=ngr_rules(answer.ngr_rules),
        timezone=answer.timezone or None,
        calendar="utc" if answer.calendar == query_pb2.CALENDAR_UTC else "operator",
        until=moment_or_none(answer.HasField("until"), answer.until),
        rates=used_rates(answer.rates),
        missing=list(answer.unconverted),
        terms=[_term(one, figure.currency) for one in answer.terms],
        groups=[_GROUP_NAMES[one] for one in answer.groups],
        cells=models.FigureCells(
            items=[_cell(one, figure) for one in answer.cells],
            next_cursor=answer.next_cursor or None,
            total=Total(count=answer.total.count, approximate=answer.total.approximate),
        ),
    )


def figure_bet(one: players_pb.FigureBet) -> models.FigureBet:
    """A bet behind a figure."""
    return models.FigureBet(bet=bet(one.bet), player_id=UUID(one.player_id), username=one.username, country=one.country)


def waterfalls(answer: pb.GetWaterfallResponse) -> models.Waterfalls:
    """All waterfalls."""
    return models.Waterfalls(
        currency=answer.currency,
        currencies=list(answer.currencies),
        until=moment_or_none(answer.HasField("until"), answer.until),
        rates=used_rates(answer.rates),
        missing=list(answer.unconverted),
        views=[_waterfall(one, answer.currency) for one in answer.waterfalls],
    )


def change(
    answer: pb.ExplainChangeResponse, names: Mapping[tuple[str, str], str] | None, *, missing: list[str]
) -> models.Change:
    """What changed; players are called by the names known of (operator, player)."""
    figure = answer.figure
    name, kind = METRICS[figure.metric]

    def told(value: int) -> Value:
        return shown(kind, figure.currency, value)

    return models.Change(
        metric=name,
        kind=_kind(kind),
        currency=figure.currency or None,
        now=told(figure.value),
        before=told(figure.previous),
        difference=told(figure.value - figure.previous),
        previous_from=day(answer.previous_from),
        previous_to=day(answer.previous_to),
        until=moment_or_none(answer.HasField("until"), answer.until),
        previous_until=moment_or_none(answer.HasField("previous_until"), answer.previous_until),
        rates=used_rates(answer.rates),
        parts=[
            models.ChangePart(
                key=one.key,
                provider=one.provider or None,
                operator_id=UUID(one.operator_id) if one.operator_id else None,
                label=one.label or (names or {}).get((one.operator_id, one.key)) or None,
                now=told(one.now),
                before=told(one.before),
                difference=told(one.now - one.before),
            )
            for one in answer.parts
        ],
        rest=models.ChangeRest(
            count=answer.rest_count,
            now=told(answer.rest.now),
            before=told(answer.rest.before),
            difference=told(answer.rest.now - answer.rest.before),
        ),
        missing=[*answer.unconverted, *missing],
    )


def anomalies(answer: pb.ListAnomaliesResponse) -> models.Anomalies:
    """All figures beside what is usual for them, in the order of the tiles."""
    order = list(METRICS)
    known = [one for one in answer.anomalies if one.figure.metric in METRICS]
    return models.Anomalies(
        until=moment_or_none(answer.HasField("until"), answer.until),
        step_days=answer.step_days,
        rates=used_rates(answer.rates),
        missing=list(answer.unconverted),
        items=[_anomaly(one) for one in sorted(known, key=lambda one: order.index(one.figure.metric))],
    )


def _kind(kind: str) -> Any:
    return kind


def _value(figure: figures_pb.Figure) -> Value | None:
    return None if figure.undefined else shown(METRICS[figure.metric][1], figure.currency, figure.value)


def _formula(one: pb.Definition, locale: str) -> models.Formula:
    return models.Formula(
        text=one.formula,
        definition=one.text_pt_br if locale.startswith(_PORTUGUESE) else one.text,
        version=one.version,
        effective_from=day(one.effective_from),
        source=one.source,
    )


def _term(term: pb.FigureTerm, currency: str) -> models.FigureTerm:
    counts = not term.currency
    return models.FigureTerm(
        name=term.name,
        sign=1 if term.sign > 0 else -1,
        value=term.value if counts else money.to_decimal(term.value, term.currency),
        currency=term.currency or None,
        rate=term.rate or None,
        converted=term.converted if counts else money.to_decimal(term.converted, currency),
        of=term.of or None,
        share_bps=term.share_bps or None,
        rule_version=term.rule_version or None,
        operator_id=UUID(term.operator_id) if term.operator_id else None,
        divisor=term.divisor,
    )


def _cell(cell: pb.FigureCell, figure: figures_pb.Figure) -> models.FigureCell:
    _, kind = METRICS[figure.metric]

    def told(value: int) -> Value:
        return value if kind == COUNT else money.to_decimal(value, figure.currency)

    divisor: Value | None = None
    if kind == RATIO:
        divisor = told(cell.divisor)
    elif figure.metric == figures_pb.METRIC_AVERAGE_DEPOSIT:
        divisor = cell.divisor
    return models.FigureCell(
        **{"from": moment(getattr(cell, "from"))},
        until=moment(cell.until),
        at=cell.at or None,
        operator_id=UUID(cell.operator_id) if cell.operator_id else None,
        currency=cell.currency or None,
        game=cell.game if cell.HasField("game") else None,
        provider=cell.provider if cell.HasField("provider") else None,
        country=cell.country if cell.HasField("country") else None,
        device=cell.device if cell.HasField("device") else None,
        channel=cell.channel if cell.HasField("channel") else None,
        value=told(cell.value),
        divisor=divisor,
        bets=cell.bets,
    )


def _waterfall(one: pb.Waterfall, currency: str) -> models.Waterfall:
    rules = [
        models.WaterfallRule(
            operator_id=UUID(rule.operator_id) if rule.operator_id else None,
            version=rule.version,
            effective_from=day(rule.effective_from),
            text=rule.text,
            source=rule.source,
        )
        for rule in one.rules
    ]
    return models.Waterfall(
        name=one.name,
        title=one.title,
        rule=rules[0] if rules else None,
        rules=rules,
        steps=[
            models.WaterfallStep(
                name=step.name,
                value=money.to_decimal(step.value, currency),
                running=money.to_decimal(step.running, currency),
                subtotal=step.subtotal,
                of=step.of or None,
                share_bps=step.share_bps or None,
                note=step.note or None,
            )
            for step in one.steps
        ],
    )


def _anomaly(one: pb.Anomaly) -> models.Anomaly:
    figure = one.figure
    name, kind = METRICS[figure.metric]
    known = one.unknown == pb.ANOMALY_UNKNOWN_UNSPECIFIED

    def told(value: int) -> Value | None:
        return shown(kind, figure.currency, value) if known else None

    return models.Anomaly(
        metric=name,
        kind=_kind(kind),
        currency=figure.currency or None,
        value=_value(figure),
        expected=models.ExpectedRange(
            low=told(one.low), median=told(one.median), high=told(one.high), samples=one.samples
        ),
        verdict=_VERDICTS.get(one.verdict, "unknown"),
        unknown=_UNKNOWN.get(one.unknown),
        why=one.why,
    )
