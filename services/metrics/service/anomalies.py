"""Anomalies: each figure of a period beside the same days of earlier weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from kit import money
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.metrics.domain import distinct, lines
from services.metrics.domain.anomalies import MOST_SAMPLES, Judged, Unknown, Verdict, judge
from services.metrics.domain.calendar import Interval, Period
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.figures import COUNTS, MILLION, Figure, Metric
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Query
from services.metrics.repository import parts as stored
from services.metrics.service import parts
from services.metrics.service.activity import active
from services.metrics.service.dashboards import summed
from services.metrics.service.memory import DayMemory

MAX_DAYS: Final = 31
_RATIOS: Final = (Metric.HOLD,)
# What may lie below zero: players win, deposits are taken back, bonuses too.
_SIGNED: Final = frozenset(
    {
        Metric.GGR,
        Metric.NGR,
        Metric.HOLD,
        Metric.ARPU,
        Metric.NET_DEPOSITS,
        Metric.DEPOSITS,
        Metric.BONUS_COST,
        Metric.AVERAGE_DEPOSIT,
    }
)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A figure, its range, and what that says in a sentence."""

    figure: Figure
    judged: Judged
    why: str


@dataclass(frozen=True, slots=True)
class Anomalies:
    """Those of all figures; `step` lies between one earlier period and the next."""

    plan: Plan
    conversion: Conversion
    step: timedelta
    found: Sequence[Anomaly]


async def anomalies(uow: UnitOfWork, memory: DayMemory, query: Query, now: datetime) -> Anomalies:
    """All figures of a period beside those of up to twelve earlier ones, as of one moment.

    Earlier periods lie whole weeks back, are cut at the same local time of day while the present one goes on, and begin
    no earlier than the operators' bets. Raises what a dashboard does, and InvalidField for more than 31 days.
    """
    if query.period.days > MAX_DAYS:
        raise InvalidField("to", f"is more than {MAX_DAYS} days from `from`")
    step = timedelta(weeks=-(-query.period.days // 7))
    samples: dict[tuple[Metric, str], list[int | None]] = {}
    present: dict[tuple[Metric, str], Figure] = {}
    plan: Plan | None = None
    conversion: Conversion | None = None
    first: datetime | None = None
    for number in range(1, MOST_SAMPLES + 1):
        earlier = Period(query.period.first - step * number, query.period.last - step * number)
        asked = replace(query, against=earlier, interval=Interval.DAY)
        known, drawn, sums, into, _ = await summed(uow, asked, now, apart=True)
        if plan is None or conversion is None:
            plan, conversion = drawn, into
            first = await stored.first_bucket(uow.connection, drawn)
        begin = min(share.stretch[0] for share in drawn.shares if not share.current)
        if number > 1 and (first is None or begin < first):
            break
        players = distinct.together((await active(uow.connection, memory, drawn, into, apart=True)).values())
        laid = parts.lines_of(drawn, into, {(): sums})[()]
        own = sorted({operator.currency for operator, _ in known})
        found = lines.figures(laid, players, own)
        for one in found:
            key = one.metric, one.currency
            present.setdefault(key, one)
            if first is not None and begin >= first and into.unconverted == conversion.unconverted:
                samples.setdefault(key, []).append(one.previous)
    if plan is None or conversion is None:
        raise AssertionError("there is a first earlier period")
    judgements = []
    for key, figure in present.items():
        judged = judge(figure.value, samples.get(key, []), count=key[0] in COUNTS, negative=key[0] in _SIGNED)
        judgements.append(Anomaly(figure, judged, _why(figure, judged, plan, step)))
    return Anomalies(plan, conversion, step, judgements)


def _why(figure: Figure, judged: Judged, plan: Plan, step: timedelta) -> str:
    weeks = step.days // 7
    apart = "a week" if weeks == 1 else f"{weeks} weeks"
    same = "the same days" if plan.query.period.days > 1 else f"the same {plan.query.period.first:%A}"
    until = " up to the same time of day" if plan.until else ""
    periods = f"{judged.samples} earlier periods, {apart} apart, each {same}{until}"
    if judged.unknown is Unknown.TOO_FEW:
        return f"There are {judged.samples} earlier periods to compare with; it takes at least 6."
    if judged.unknown is Unknown.UNDEFINED:
        return "There is no value: nothing to divide by."
    if judged.unknown is Unknown.RARE:
        return f"It was nothing in most of {periods}."
    value, low, middle, high = (
        told(figure, one) for one in (figure.value or 0, judged.low, judged.median, judged.high)
    )
    usual = f"usual is {low} to {high}, typically {middle}, by {periods}"
    if judged.verdict is Verdict.EXPECTED:
        return f"{value} is within what is usual: {usual}."
    return f"{value} is {'below' if judged.verdict is Verdict.LOW else 'above'} what is usual: {usual}."


def told(figure: Figure, value: int) -> str:
    """A value of a figure for people."""
    if figure.metric in COUNTS:
        return f"{value:,}"
    if figure.metric in _RATIOS:
        return f"{Decimal(value) * 100 / MILLION:.2f}%"
    return f"{Decimal(money.to_decimal(value, figure.currency)):,} {figure.currency}"
