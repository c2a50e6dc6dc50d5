"""Explanations on the wire: figures with their cells, waterfalls, changes, anomalies."""

from __future__ import annotations

from typing import Any, Final

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.types.v1 import page_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from services.metrics.convert.figures import METRICS, figure, rule, used
from services.metrics.convert.query import CALENDARS_OUT
from services.metrics.convert.rules import day, moment
from services.metrics.domain.anomalies import Unknown, Verdict
from services.metrics.domain.change import By, Change, Part
from services.metrics.domain.definitions import Definition
from services.metrics.domain.explaining import Cell, Explained, Group, Term
from services.metrics.domain.figures import Metric
from services.metrics.domain.plan import Plan
from services.metrics.domain.waterfall import Rule, Step, Waterfall
from services.metrics.service.anomalies import Anomalies, Anomaly
from services.metrics.service.waterfalls import Waterfalls

METRICS_IN: Final = {number: metric for metric, number in METRICS.items()}
_GROUPS: Final = {pb.FigureGroup.Value(f"FIGURE_GROUP_{one.name}"): one for one in Group}
_GROUPS_OUT: Final = {one: number for number, one in _GROUPS.items()}
_BY: Final = {pb.ChangeBy.Value(f"CHANGE_BY_{one.name}"): one for one in By}
_VERDICTS: Final = {
    Verdict.EXPECTED: pb.ANOMALY_VERDICT_EXPECTED,
    Verdict.LOW: pb.ANOMALY_VERDICT_LOW,
    Verdict.HIGH: pb.ANOMALY_VERDICT_HIGH,
    Verdict.UNKNOWN: pb.ANOMALY_VERDICT_UNSPECIFIED,
}
_UNKNOWN: Final = {one: pb.AnomalyUnknown.Value(f"ANOMALY_UNKNOWN_{one.name}") for one in Unknown}


def read_metric(number: Any) -> Metric:
    """The metric asked for."""
    return METRICS_IN[number]


def read_group(number: Any) -> Group:
    """Into what cells are to be put together; by time unless said."""
    return _GROUPS.get(number, Group.TIME)


def read_by(number: Any) -> By:
    """What the parts are to be."""
    return _BY[number]


def explained(found: Explained) -> pb.ExplainFigureResponse:
    """The answer to ExplainFigure."""
    plan = found.plan
    return pb.ExplainFigureResponse(
        figure=figure(found.figure),
        definitions=[_definition(one, found.figure.metric) for one in found.definitions],
        ngr_rules=map(rule, found.rules),
        timezone=found.timezone,
        calendar=CALENDARS_OUT[plan.query.calendar],
        rates=map(used, found.conversion.used),
        unconverted=found.conversion.unconverted,
        terms=map(_term, found.terms),
        cells=map(_cell, found.cells),
        next_cursor=found.next_cursor,
        total=page_pb2.Total(count=found.total, approximate=found.more),
        until=_until(plan),
        groups=[_GROUPS_OUT[one] for one in found.groups],
    )


def waterfalls(found: Waterfalls) -> pb.GetWaterfallResponse:
    """The answer to GetWaterfall."""
    return pb.GetWaterfallResponse(
        currency=found.currency,
        waterfalls=map(_waterfall, found.waterfalls),
        currencies=found.currencies,
        rates=map(used, found.conversion.used),
        unconverted=found.conversion.unconverted,
        until=_until(found.plan),
    )


def change(found: Change) -> pb.ExplainChangeResponse:
    """The answer to ExplainChange."""
    plan, previous = found.plan, found.plan.previous
    return pb.ExplainChangeResponse(
        figure=figure(found.figure),
        parts=map(_part, found.parts),
        rest=_part(found.rest),
        rest_count=found.rest_count,
        previous_from=day(previous.first) if previous else None,
        previous_to=day(previous.last) if previous else None,
        until=_until(plan),
        previous_until=moment(plan.previous_until) if plan.previous_until else None,
        rates=map(used, found.conversion.used),
        unconverted=found.conversion.unconverted,
    )


def anomalies(found: Anomalies) -> pb.ListAnomaliesResponse:
    """The answer to ListAnomalies."""
    return pb.ListAnomaliesResponse(
        anomalies=map(_anomaly, found.found),
        until=_until(found.plan),
        rates=map(used, found.conversion.used),
        unconverted=found.conversion.unconverted,
        step_days=found.step.days,
    )


def _until(plan: Plan) -> Timestamp | None:
    return moment(plan.until) if plan.until else None


def _definition(one: Definition, metric: Metric) -> pb.Definition:
    return pb.Definition(
        metric=METRICS[metric],
        version=one.version,
        effective_from=day(one.effective_from),
        text=one.text,
        text_pt_br=one.text_pt_br,
        formula=one.formula,
        source=one.source,
    )


def _term(term: Term) -> pb.FigureTerm:
    return pb.FigureTerm(
        name=term.name,
        sign=term.sign,
        value=term.value,
        currency=term.currency,
        rate=term.rate,
        converted=term.converted,
        of=term.of,
        share_bps=term.share_bps,
        rule_version=term.rule_version,
        operator_id=str(term.operator_id) if term.operator_id else "",
        divisor=term.divisor,
    )


def _cell(cell: Cell) -> pb.FigureCell:
    message = pb.FigureCell(
        until=moment(cell.until),
        operator_id=str(cell.operator_id) if cell.operator_id else "",
        currency=cell.currency,
        game=cell.game,
        provider=cell.provider,
        country=cell.country,
        device=cell.device,
        channel=cell.channel,
        value=cell.value,
        divisor=cell.divisor,
        bets=cell.bets,
        at=cell.at,
    )
    getattr(message, "from").CopyFrom(moment(cell.since))
    return message


def _waterfall(one: Waterfall) -> pb.Waterfall:
    return pb.Waterfall(name=one.name, title=one.title, rules=map(_rule, one.rules), steps=map(_step, one.steps))


def _rule(rule: Rule) -> pb.WaterfallRule:
    return pb.WaterfallRule(
        operator_id=str(rule.operator_id) if rule.operator_id else "",
        version=rule.version,
        effective_from=day(rule.effective_from),
        text=rule.text,
        source=rule.source,
    )


def _step(step: Step) -> pb.WaterfallStep:
    return pb.WaterfallStep(
        name=step.name,
        value=step.value,
        running=step.running,
        subtotal=step.subtotal,
        of=step.of,
        share_bps=step.share_bps,
        note=step.note,
    )


def _part(part: Part) -> pb.ChangePart:
    return pb.ChangePart(
        key=part.key,
        provider=part.provider,
        operator_id=part.operator_id,
        label=part.label,
        now=part.now,
        before=part.before,
    )


def _anomaly(one: Anomaly) -> pb.Anomaly:
    judged = one.judged
    shown = figure(one.figure)
    shown.ClearField("previous")
    shown.ClearField("previous_undefined")
    return pb.Anomaly(
        figure=shown,
        low=judged.low,
        median=judged.median,
        high=judged.high,
        samples=judged.samples,
        verdict=_VERDICTS[judged.verdict],
        unknown=_UNKNOWN[judged.unknown] if judged.unknown else pb.ANOMALY_UNKNOWN_UNSPECIFIED,
        why=one.why,
    )
