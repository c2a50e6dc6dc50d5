"""Parts of figures: what a plan sums up to by game, provider, country, operator or point, as the lines of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.calendar import Period
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.figures import Metric
from services.metrics.domain.lines import Lines, Sums, empty
from services.metrics.domain.plan import Plan, Terms
from services.metrics.domain.rules import NgrRule, in_force
from services.metrics.repository import parts
from services.metrics.repository.parts import DayPart, Key

_MEASURES: Final = tuple(one.name for one in fields(Sums))[3:]
# What the rollups of countries by day do not know.
_NOT_BY_COUNTRY: Final = frozenset({Metric.NGR, Metric.BONUS_COST, Metric.FTD_AMOUNT, Metric.AVERAGE_DEPOSIT})

RuleOn = Callable[[UUID, date], NgrRule]


def rules_on(rules: Mapping[UUID, Sequence[NgrRule]]) -> RuleOn:
    """Finds the rule of an operator on a day."""

    @cache
    def on(operator_id: UUID, day: date) -> NgrRule:
        return in_force(rules[operator_id], Period(day, day))[0][0]

    return on


async def by_game(connection: AsyncConnection, plan: Plan, sums: Sequence[Sums], on: RuleOn) -> dict[Key, list[Sums]]:
    """Sums by game and provider; what has no game stands under empty names. The plan's points are days."""
    if plan.query.filter:
        return _collected(await parts.by_slices(connection, plan, ("game", "provider")))
    return _with_rest(plan, sums, await parts.games(connection, plan), on, ("", ""))


async def by_country(
    connection: AsyncConnection, plan: Plan, sums: Sequence[Sums], on: RuleOn, metric: Metric
) -> dict[Key, list[Sums]]:
    """Sums by country. The plan's points are days."""
    if plan.query.filter or metric in _NOT_BY_COUNTRY:
        return _collected(await parts.by_slices(connection, plan, ("country",)))
    return _with_rest(plan, sums, await parts.regions(connection, plan), on, ("",))


def by_operator(plan: Plan, sums: Iterable[Sums]) -> dict[Key, list[Sums]]:
    """Sums by operator, of a plan that keeps them apart."""
    return _collected(((str(plan.terms[one.terms].operator_id),), one) for one in sums)


def by_point(plan: Plan, sums: Iterable[Sums]) -> dict[Key, list[Sums]]:
    """Sums by the position of their point."""
    return _collected(((str(plan.grains[one.grain].position),), one) for one in sums)


def together(found: Mapping[Key, list[Sums]], number: int) -> dict[Key, list[Sums]]:
    """Those whose first names from `number` on are the same, as one: games of a provider."""
    return _collected(((key[number],), one) for key, several in found.items() for one in several)


def lines_of(plan: Plan, conversion: Conversion, found: Mapping[Key, Iterable[Sums]]) -> dict[Key, Lines]:
    """The lines of each part, made as those of the whole are."""
    laid: dict[Key, Lines] = {}
    for key, several in found.items():
        laid[key] = empty(plan, conversion)
        for one in several:
            laid[key].add(one)
    return laid


def exact(lines: Lines, metric: Metric, currency: str, *, current: bool) -> int:
    """A metric's exact value over one of the two periods."""
    values, turn = lines.of(metric, currency), lines.plan.turn
    return sum(values[turn:] if current else values[:turn])


def _collected(rows: Iterable[tuple[Key, Sums]]) -> dict[Key, list[Sums]]:
    found: defaultdict[Key, list[Sums]] = defaultdict(list)
    for key, one in rows:
        found[key].append(one)
    return dict(found)


def _with_rest(
    plan: Plan, sums: Iterable[Sums], rows: Iterable[DayPart], on: RuleOn, nothing: Key
) -> dict[Key, list[Sums]]:
    """Parts by day as sums of the plan, and what they leave of the whole."""
    grains = {(grain.position >= plan.turn, grain.day): number for number, grain in enumerate(plan.grains)}
    numbers = {one: number for number, one in enumerate(plan.terms)}
    found: defaultdict[Key, list[Sums]] = defaultdict(list)
    left: dict[tuple[int, int, str], list[int]] = {}
    for one in sums:
        left[one.grain, one.terms, one.currency] = [getattr(one, name) for name in _MEASURES]
    for row in rows:
        share = plan.shares[row.share]
        operator = share.operator
        on_terms = Terms(operator.company_id, on(operator.operator_id, row.day).rates, operator.operator_id)
        grain, terms = grains[share.current, row.day], numbers[on_terms]
        known = [row.sums.get("stakes" if name == "turnover" else name, 0) for name in _MEASURES]
        found[row.key].append(Sums(grain, terms, row.currency, *known))
        rest = left.setdefault((grain, terms, row.currency), [0] * len(_MEASURES))
        left[grain, terms, row.currency] = [whole - part for whole, part in zip(rest, known, strict=True)]
    for (grain, terms, currency), values in left.items():
        if any(values):
            found[nothing].append(Sums(grain, terms, currency, *values))
    return dict(found)
