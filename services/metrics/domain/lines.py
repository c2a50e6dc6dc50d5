"""Lines: the sums of the rollups laid out point by point, and the figures, series and heat maps that they make.

Amounts stay exact until they are shown: whole numbers of a scale that knows the exchange rates, NGR in ten-thousandths
of these besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final
from uuid import UUID

from services.metrics.domain.conversion import LARGEST, Conversion, minor
from services.metrics.domain.figures import (
    COUNTS,
    DRAWN,
    MAPPED,
    MILLION,
    QUOTIENTS,
    Active,
    Figure,
    HeatMap,
    Metric,
    Series,
    told,
)
from services.metrics.domain.plan import WEEK_HOURS, Plan
from services.metrics.domain.rules import WHOLE, Amounts


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one grain on one set of terms in one currency; amounts in minor units."""

    grain: int
    terms: int
    currency: str
    bets: int
    turnover: int
    settled_stakes: int
    payouts: int
    registrations: int
    deposits: int
    deposited: int
    first_deposits: int
    first_deposited: int
    withdrawn: int
    bonus_cost: int

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts

    @property
    def moved(self) -> bool:
        """Whether anything is left of it, after voids."""
        bets = self.bets or self.turnover or self.settled_stakes or self.payouts
        return bool(bets or self.deposited or self.withdrawn or self.bonus_cost)


_COUNTED: Final = (Metric.REGISTRATIONS, Metric.FTD_COUNT, Metric.BETS)
_MONEY: Final = (
    Metric.TURNOVER,
    Metric.GGR,
    Metric.NGR,
    Metric.FTD_AMOUNT,
    Metric.DEPOSITS,
    Metric.WITHDRAWALS,
    Metric.NET_DEPOSITS,
    Metric.BONUS_COST,
    Metric.PAYOUTS,
)
_MAPPED_MONEY: Final = (Metric.TURNOVER, Metric.GGR, Metric.DEPOSITS)


@dataclass
class Lines:
    """The values of every metric and currency shown, position by position, and by hour of the week."""

    plan: Plan
    conversion: Conversion
    size: int
    values: dict[tuple[Metric, str], list[int]] = field(default_factory=dict)
    deposits: dict[str, list[int]] = field(default_factory=dict)
    by_week_hour: dict[tuple[Metric, str], list[int]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    # The same lists by currency, in the order of the metrics above: a year has many grains.
    _money: dict[str, tuple[list[int], ...]] = field(default_factory=dict)
    _hours: dict[str, tuple[list[int], ...]] = field(default_factory=dict)

    def add(self, sums: Sums) -> None:
        """Adds the sums of a grain."""
        terms, grain = self.plan.terms[sums.terms], self.plan.grains[sums.grain]
        at = grain.position
        registrations, first_deposits, bets = self._counts
        registrations[at] += sums.registrations
        first_deposits[at] += sums.first_deposits
        bets[at] += sums.bets
        if not sums.currency:
            return
        shown = self.conversion.shown(sums.currency)
        weight = self.conversion.weight(terms.company_id, sums.currency, grain.day)
        if sums.moved:
            self.moved.add(shown)
        if shown not in self._money:
            self._money[shown] = tuple(self.of(metric, shown) for metric in _MONEY)
            self._hours[shown] = tuple(self.hours(metric, shown) for metric in _MAPPED_MONEY)
            self.deposits[shown] = [0] * self.size
        self.deposits[shown][at] += sums.deposits
        ggr = sums.ggr
        amounts = (
            sums.turnover,
            ggr,
            terms.rates.ngr(Amounts(sums.turnover, ggr, sums.bonus_cost, sums.deposited)),
            sums.first_deposited,
            sums.deposited,
            sums.withdrawn,
            sums.deposited - sums.withdrawn,
            sums.bonus_cost,
            sums.payouts,
        )
        for line, amount in zip(self._money[shown], amounts, strict=True):
            line[at] += amount * weight
        if grain.week_hour is not None:
            for line, amount in zip(self._hours[shown], (sums.turnover, ggr, sums.deposited), strict=True):
                line[grain.week_hour] += amount * weight

    @cached_property
    def _counts(self) -> tuple[list[int], ...]:
        return tuple(self.of(metric, "") for metric in _COUNTED)

    def of(self, metric: Metric, currency: str) -> list[int]:
        """A metric's line, exact."""
        known = self.values.get((metric, currency))
        if known is None:
            known = self.values[metric, currency] = [0] * self.size
        return known

    def hours(self, metric: Metric, currency: str) -> list[int]:
        """A metric by hour of the week, exact."""
        known = self.by_week_hour.get((metric, currency))
        if known is None:
            known = self.by_week_hour[metric, currency] = [0] * WEEK_HOURS
        return known

    def shown(self, metric: Metric, value: int) -> int:
        """An exact value as it is shown: half to even. Raises AmountsTooLarge."""
        scale = 1 if metric in COUNTS else self.conversion.scale * (WHOLE if metric is Metric.NGR else 1)
        return minor(value, scale)

    def currencies(self, own: Iterable[str]) -> list[str]:
        """The currencies shown, the reporting one or the operators' own first: those that moved, or these."""
        reporting = self.conversion.reporting
        first = {reporting} if reporting else set(own)
        found = self.moved | first if reporting else self.moved or first
        return sorted(found, key=lambda code: (code not in first, code))


def laid_out(plan: Plan, conversion: Conversion, sums: Iterable[Sums]) -> dict[UUID | None, Lines]:
    """The lines of each operator where they are kept apart, else of all together under None."""
    size = len(plan.previous_points) + len(plan.points)
    found: dict[UUID | None, Lines] = {}
    for part in sums:
        operator_id = plan.terms[part.terms].operator_id
        if operator_id not in found:
            found[operator_id] = Lines(plan, conversion, size)
        found[operator_id].add(part)
    return found


def together(several: Iterable[Lines], plan: Plan, conversion: Conversion) -> Lines:
    """The lines of several operators as one."""
    whole = empty(plan, conversion)
    for one in several:
        whole.moved |= one.moved
        for (metric, currency), values in one.values.items():
            _add(whole.of(metric, currency), values)
        for currency, values in one.deposits.items():
            _add(whole.deposits.setdefault(currency, [0] * whole.size), values)
    return whole


def _add(line: list[int], values: Sequence[int]) -> None:
    for position, value in enumerate(values):
        line[position] += value


def empty(plan: Plan, conversion: Conversion) -> Lines:
    """The lines of nothing."""
    return Lines(plan, conversion, len(plan.previous_points) + len(plan.points))


def _quotient(dividend: int, divisor: int, times: Fraction) -> int | None:
    """The quotient; None where there is nothing to divide by, or so little that it is beyond measure."""
    found = round(dividend * times / divisor) if divisor else None
    return found if found is None or abs(found) < LARGEST else None


def figures(lines: Lines, active: Active, own: Sequence[str]) -> list[Figure]:
    """The figures of all metrics that can be told: money and ratios per currency shown."""
    plan, found = lines.plan, []
    part, none = plan.query.filter, plan.previous is None
    for metric in Metric:
        if not told(metric, part):
            continue
        for currency in [""] if metric in COUNTS else lines.currencies(own):
            now = _figure(lines, active, metric, currency, current=True)
            before = None if none else _figure(lines, active, metric, currency, current=False)
            found.append(Figure(metric, currency, now, before))
    return found


def _figure(lines: Lines, active: Active, metric: Metric, currency: str, *, current: bool) -> int | None:
    def total(values: Sequence[int]) -> int:
        turn = lines.plan.turn
        return sum(values[turn:] if current else values[:turn])

    if metric is Metric.ACTIVE_PLAYERS:
        return active.current if current else active.previous
    if metric not in QUOTIENTS:
        return lines.shown(metric, total(lines.of(metric, currency)))
    unscaled = Fraction(1, lines.conversion.scale)
    if metric is Metric.HOLD:
        turnover = total(lines.of(Metric.TURNOVER, currency))
        return _quotient(total(lines.of(Metric.GGR, currency)), turnover, Fraction(MILLION))
    if metric is Metric.ARPU:
        players = active.by_currency.get((currency, current), 0)
        return _quotient(total(lines.of(Metric.GGR, currency)), players, unscaled)
    number = total(lines.deposits.get(currency, ()))
    return _quotient(total(lines.of(Metric.DEPOSITS, currency)), number, unscaled)


def series(lines: Lines, active: Active, own: Sequence[str], metrics: Sequence[Metric] = DRAWN) -> list[Series]:
    """The series of metrics that can be told, per currency shown; zero after the cut of the earlier period."""
    turn, found = lines.plan.turn, []
    for metric in metrics:
        if not told(metric, lines.plan.query.filter):
            continue
        for currency in [""] if metric in COUNTS else lines.currencies(own):
            values: list[int | None]
            if metric is Metric.ACTIVE_PLAYERS:
                values = [active.by_position.get(position, 0) for position in range(lines.size)]
            elif metric is Metric.HOLD:
                pairs = zip(lines.of(Metric.GGR, currency), lines.of(Metric.TURNOVER, currency), strict=True)
                values = [_quotient(ggr, turnover, Fraction(MILLION)) for ggr, turnover in pairs]
            else:
                values = [lines.shown(metric, value) for value in lines.of(metric, currency)]
            found.append(Series(metric, currency, values[turn:], values[:turn]))
    return found


def heat_maps(lines: Lines, active: Active, own: Sequence[str]) -> list[HeatMap]:
    """The heat maps, per currency shown."""
    found = []
    for metric in MAPPED:
        if not told(metric, lines.plan.query.filter):
            continue
        for currency in [""] if metric in COUNTS else lines.currencies(own):
            if metric is Metric.ACTIVE_PLAYERS:
                values = [active.by_week_hour.get(hour, 0) for hour in range(WEEK_HOURS)]
            else:
                values = [lines.shown(metric, value) for value in lines.hours(metric, currency)]
            found.append(HeatMap(metric, currency, values))
    return found
