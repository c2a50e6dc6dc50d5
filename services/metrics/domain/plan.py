"""The plan of a question: which stretches of time and days to sum for which operator, on what terms, to what points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from services.metrics.domain import calendar
from services.metrics.domain.calendar import Interval, Period, Point, bounds, day_start, points, zone_of
from services.metrics.domain.days import is_utc
from services.metrics.domain.operators import Operator
from services.metrics.domain.query import Calendar, Compare, Query
from services.metrics.domain.rules import NgrRates, NgrRule, in_force

UTC_ZONE: Final = zone_of("UTC")
WEEK_HOURS: Final = 168
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what sums stand: whose exchange rates, which NGR rates, and whose they are where operators are kept apart."""

    company_id: UUID
    rates: NgrRates
    operator_id: UUID | None


@dataclass(frozen=True, slots=True)
class Share:
    """One operator's time in one of the two periods, in the zone by which its days are counted.

    `until` is where the earlier period is cut short; None leaves it whole.
    """

    operator: Operator
    zone: ZoneInfo
    calendar: int
    current: bool
    period: Period
    until: datetime | None

    @property
    def whole_days(self) -> Period | None:
        """Its days that are not cut, if there are any."""
        if self.until is None:
            return self.period
        last = self._last_day(self.until) - _DAY
        return Period(self.period.first, last) if last >= self.period.first else None

    @property
    def cut(self) -> tuple[date, datetime, datetime] | None:
        """The day on which it is cut, with the instants between which it counts; None when there is none."""
        if self.until is None:
            return None
        day = self._last_day(self.until)
        since = day_start(day, self.zone)
        return (day, since, self.until) if since < self.until and day <= self.period.last else None

    @property
    def stretch(self) -> tuple[datetime, datetime]:
        """The instants between which it lies."""
        since, until = bounds(self.period, self.zone)
        return since, until if self.until is None else max(min(until, self.until), since)

    def stretches(self) -> list[tuple[date, datetime, datetime]]:
        """Each of its days with the instants between which it counts."""
        whole = self.whole_days
        found = [
            (day, day_start(day, self.zone), day_start(day + _DAY, self.zone))
            for day in (whole.each() if whole else ())
        ]
        return found + ([self.cut] if self.cut else [])

    def _last_day(self, until: datetime) -> date:
        return until.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one operator's time, from `since` until before `until`, on one set of terms."""

    operator_id: UUID
    generation: int
    line: int
    terms: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a grain begins on a line: the time of a zone in one of the two periods."""

    line: int
    since: datetime
    grain: int


@dataclass(frozen=True, slots=True)
class Grain:
    """The least stretch that is told apart: the point to which it belongs, its local day, its hour of the week."""

    position: int
    day: date
    week_hour: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the sums need to know.

    Positions count the points of the earlier period first, then those of the present one: position `turn` is the first
    of these. A point of several zones is the same local hour or day.
    """

    query: Query
    previous: Period | None
    interval: Interval
    until: datetime | None
    previous_until: datetime | None
    previous_points: Sequence[Point]
    points: Sequence[Point]
    terms: Sequence[Terms]
    rules: Sequence[NgrRule]
    shares: Sequence[Share]
    spans: Sequence[Span]
    marks: Sequence[Mark]
    grains: Sequence[Grain]
    positions: Mapping[tuple[bool, Point], int]
    week_hours: Sequence[int]

    @property
    def turn(self) -> int:
        """The position of the present period's first point."""
        return len(self.previous_points)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last local day that matter."""
        return (self.previous.first if self.previous else self.query.period.first), self.query.period.last


def earlier(period: Period, compare: Compare) -> Period | None:
    """The period with which another is compared."""
    if compare is Compare.NONE:
        return None
    if compare is Compare.WEEKDAYS:
        return period.weekdays()
    return period.last_year() if compare is Compare.YEAR else period.previous()


def draw(
    operators: Sequence[Operator],
    rules: Mapping[UUID, Sequence[NgrRule]],
    query: Query,
    now: datetime,
    *,
    apart: bool = False,
) -> Plan:
    """The plan for operators, each by its own calendar and under its own rules; `apart` keeps their sums apart.

    Hours of the week are told only where operators are taken together.
    """
    period, previous = query.period, query.against or earlier(query.period, query.compare)
    interval = query.interval or period.natural_interval()
    shares = [share for operator in operators for share in _shares(operator, query, previous, now)]
    zones = sorted({share.zone.key: share.zone for share in shares}.items())
    lines = {
        (name, current): 2 * number + current for number, (name, _) in enumerate(zones) for current in (False, True)
    }

    positions: dict[tuple[bool, Point], int] = {}
    ordered: dict[bool, list[Point]] = {False: [], True: []}
    for current, part in ((False, previous), (True, period)):
        if part is not None:
            ordered[current] = sorted({point for _, zone in zones for point, _ in points(part, interval, zone)})
            for point in ordered[current]:
                positions[current, point] = len(positions)

    marks: list[Mark] = []
    grains: list[Grain] = []
    week_hours = [0] * WEEK_HOURS
    for current, part in ((False, previous), (True, period)):
        if part is None:
            continue
        width = Interval.HOUR if interval is Interval.HOUR or (current and not apart) else Interval.DAY
        numbers: dict[tuple[date, Point], int] = {}
        begun: set[int] = set()
        for name, zone in zones:
            line = lines[name, current]
            for day in part.each():
                for fine, since in points(Period(day, day), width, zone):
                    number = numbers.setdefault((day, fine), len(grains))
                    if number == len(grains):
                        point = fine if interval is Interval.HOUR else Point(day.isoformat())
                        hour = None if width is Interval.DAY else day.weekday() * 24 + int(fine.at[11:13])
                        grains.append(Grain(positions[current, point], day, hour if current and not apart else None))
                    marks.append(Mark(line, since, number))
                    if since <= now:
                        begun.add(number)
        if current and not apart:
            for number in begun:
                week_hours[grains[number].week_hour or 0] += 1

    spans: list[Span] = []
    terms: dict[Terms, int] = {}
    shown: list[NgrRule] = []
    for share in shares:
        operator = share.operator
        begin, end = share.stretch
        for rule, days in in_force(rules[operator.operator_id], share.period):
            if share.current:
                shown.append(rule)
            on = Terms(operator.company_id, rule.rates, operator.operator_id if apart else None)
            since, until = bounds(days, share.zone)
            since, until = max(since, begin), min(until, end)
            if since < until:
                line, number = lines[share.zone.key, share.current], terms.setdefault(on, len(terms))
                spans.append(Span(operator.operator_id, operator.generation, line, number, since, until))
    cuts = [share.until for share in shares if share.until is not None]
    return Plan(
        query=query,
        previous=previous,
        interval=interval,
        until=now if any(_goes_on(share, now) for share in shares) else None,
        previous_until=max(cuts, default=None),
        previous_points=ordered[False],
        points=ordered[True],
        terms=list(terms),
        rules=shown,
        shares=shares,
        spans=spans,
        marks=marks,
        grains=grains,
        positions=positions,
        week_hours=week_hours,
    )


def _shares(operator: Operator, query: Query, previous: Period | None, now: datetime) -> list[Share]:
    """An operator's part in the two periods: the earlier one is cut where the present one has got to."""
    own = zone_of(operator.timezone)
    zone, number = (own, Calendar.OPERATOR) if query.calendar is Calendar.OPERATOR else (UTC_ZONE, Calendar.UTC)
    if is_utc(operator.timezone):
        number = Calendar.OPERATOR  # the same days: they are kept once
    found = []
    if previous is not None:
        local = now.astimezone(zone)
        until = None
        if query.period.first <= local.date() <= query.period.last:
            day = earlier(Period(local.date(), local.date()), query.compare) if query.compare is Compare.YEAR else None
            same = day.first if day else local.date() - (query.period.first - previous.first)
            until = calendar.moment_of(same, calendar.quarter_before(local).time(), zone)
        found.append(Share(operator, zone, number.value, False, previous, until))
    return [*found, Share(operator, zone, number.value, True, query.period, None)]


def _goes_on(share: Share, now: datetime) -> bool:
    since, until = share.stretch
    return share.current and since <= now < until
