"""Waterfalls of operators over local days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from uuid import UUID

from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.metrics.domain import regulators as rules_of
from services.metrics.domain import waterfall
from services.metrics.domain.calendar import Period
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Compare, Query
from services.metrics.domain.regulators import TITLES, RegulatorRule
from services.metrics.domain.waterfall import RegulatorOn, Waterfall
from services.metrics.repository import operators, regulators
from services.metrics.service import parts
from services.metrics.service.dashboards import summed


@dataclass(frozen=True, slots=True)
class Waterfalls:
    """All waterfalls in a currency, and in which others there is something."""

    plan: Plan
    conversion: Conversion
    currency: str
    currencies: Sequence[str]
    waterfalls: Sequence[Waterfall]


async def waterfalls(uow: UnitOfWork, query: Query, currency: str, now: datetime) -> Waterfalls:
    """The waterfalls of operators, as of one moment.

    Raises what a dashboard does, and InvalidField when waterfalls cannot be had of what the filter leaves in, for a
    currency in which there is nothing, and for want of one when there are several.
    """
    part = query.filter
    if part.providers or part.games or part.categories:
        raise InvalidField("filter", "leaves out what has no game: NGR cannot be told of games alone")
    plain = replace(query, compare=Compare.NONE)
    known, plan, sums, into, _ = await summed(uow, plain, now, apart=True)
    whole = parts.lines_of(plan, into, {(): sums})[()]
    currencies = whole.currencies(sorted({operator.currency for operator, _ in known}))
    if not currency and len(currencies) > 1:
        raise InvalidField("currency", f"must be named: there are {', '.join(currencies)}")
    if currency and currency not in currencies:
        raise InvalidField("currency", "is none in which figures are shown")
    shown = currency or currencies[0]
    connection, ids = uow.connection, query.operator_ids
    on = parts.rules_on(await operators.rules(connection, ids))
    regulator_on = rule_on(await regulators.rules(connection, ids))
    return Waterfalls(
        plan=plan,
        conversion=into,
        currency=shown,
        currencies=currencies,
        waterfalls=[
            waterfall.house(shown, sums, plan, into, on),
            *(waterfall.regulator(name, shown, sums, plan, into, regulator_on) for name in TITLES),
        ],
    )


def rule_on(rules: Mapping[UUID, Sequence[RegulatorRule]]) -> RegulatorOn:
    """Finds a regulator's rule for an operator on a day."""

    @cache
    def on(operator_id: UUID, name: str, day: date) -> RegulatorRule | None:
        found = rules_of.in_force(rules[operator_id], name, Period(day, day))
        return found[0][0] if found else None

    return on
