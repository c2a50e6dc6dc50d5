"""The plan of a dashboard: which stretches of time to sum for which operator, under which rates, into which points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.metrics.domain.calendar import Interval, Period, Point, bounds, points, zone_of
from services.metrics.domain.operators import Operator
from services.metrics.domain.rules import NgrRates, NgrRule, in_force


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one operator's time, from `since` until before `until`, under one set of rates."""

    operator_id: UUID
    line: int
    rates: int
    current: bool
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a point begins on the time line of a zone."""

    line: int
    since: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the sums need to know.

    Positions count the points of the previous period first, then those of the present one: position `turn` is the
    first of these. Operators in the same zone share a line; a point of several zones is the same local hour or day.
    """

    period: Period
    previous: Period
    interval: Interval
    previous_points: Sequence[Point]
    points: Sequence[Point]
    rates: Sequence[NgrRates]
    rules: Sequence[NgrRule]
    spans: Sequence[Span]
    marks: Sequence[Mark]

    @property
    def turn(self) -> int:
        """The position of the present period's first point."""
        return len(self.previous_points)


def draw(
    operators: Sequence[Operator], rules: Mapping[UUID, Sequence[NgrRule]], period: Period, interval: Interval
) -> Plan:
    """The plan for operators, each in its own zone and under its own rules."""
    previous = period.previous()
    zones = {name: zone_of(name) for name in sorted({operator.timezone for operator in operators})}
    lines = {name: number for number, name in enumerate(zones)}
    ordered: list[list[Point]] = []
    marks: list[Mark] = []
    for current in (False, True):
        part = period if current else previous
        by_zone = {name: points(part, interval, zone) for name, zone in zones.items()}
        ordered.append(sorted({point for found in by_zone.values() for point, _ in found}))
        offset = len(ordered[0]) if current else 0
        position = {point: offset + number for number, point in enumerate(ordered[-1])}
        for name, found in by_zone.items():
            marks.extend(Mark(lines[name], since, position[point]) for point, since in found)
    spans: list[Span] = []
    rates: dict[NgrRates, int] = {}
    shown: list[NgrRule] = []
    for operator in operators:
        for current in (False, True):
            for rule, days in in_force(rules[operator.operator_id], period if current else previous):
                number = rates.setdefault(rule.rates, len(rates))
                since, until = bounds(days, zones[operator.timezone])
                spans.append(Span(operator.operator_id, lines[operator.timezone], number, current, since, until))
                if current:
                    shown.append(rule)
    return Plan(period, previous, interval, ordered[0], ordered[1], list(rates), shown, spans, marks)
