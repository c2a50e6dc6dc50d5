"""What figures go by: NGR rules, regulators' rules, exchange rates, games. Each change is announced with its diff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from kit.paging import PageOf, Total
from services.metrics import events
from services.metrics.domain import exchange_rates as rates_domain
from services.metrics.domain import games as games_domain
from services.metrics.domain import regulators as regulators_domain
from services.metrics.domain.calendar import Period, zone_of
from services.metrics.domain.exchange_rates import NewRate, StoredRate
from services.metrics.domain.games import CatalogueGame
from services.metrics.domain.operators import Operator
from services.metrics.domain.regulators import RegulatorRule, Term
from services.metrics.domain.rules import AddedRule, NgrRates, NgrRule, in_force
from services.metrics.errors import OperatorUnknown, RuleChanged, RuleUnchanged
from services.metrics.repository import exchange_rates, games, ngr_rules, operators, regulators, rollups

_YEARS: Final = range(2000, 2101)
# A rate of a day that is far off is a slip of the pen.
_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Change:
    """By whom something is set, why, and by which request."""

    actor: Actor
    reason: str
    request_id: str


async def ngr_versions(connection: AsyncConnection, operator_id: UUID, clock: Clock) -> list[tuple[AddedRule, bool]]:
    """All versions of an operator's NGR rules, newest first, and whether each holds today. Raises OperatorUnknown."""
    operator = await _operator(connection, operator_id)
    versions = await ngr_rules.versions(connection, operator_id)
    today = clock().astimezone(zone_of(operator.timezone)).date()
    holding = in_force([added.rule for added in versions], Period(today, today))[0][0].version
    return [(added, added.rule.version == holding) for added in versions]


async def add_ngr_rule(
    uow: UnitOfWork,
    operator_id: UUID,
    effective_from: date,
    rates: NgrRates,
    newest: int,
    change: Change,
    clock: Clock,
) -> tuple[AddedRule, bool]:
    """Adds a version, in force from a local day on, and tells whether it holds today.

    Raises OperatorUnknown, InvalidField, RuleChanged when `newest` (0 for whatever it is) is not the newest version any
    more, and RuleUnchanged when the rule of that day says the same.
    """
    operator = await _operator(uow.connection, operator_id)
    _check_day(effective_from, "effective_from")
    await ngr_rules.lock(uow.connection, operator_id)
    versions = await ngr_rules.versions(uow.connection, operator_id)
    last = versions[0].rule.version
    if newest not in (0, last):
        raise RuleChanged(last)
    before, _ = in_force([added.rule for added in versions], Period(effective_from, effective_from))[0]
    if before.rates == rates:
        raise RuleUnchanged
    now = clock()
    added = AddedRule(NgrRule(operator_id, last + 1, effective_from, rates), now, change.actor.name, change.reason)
    await ngr_rules.add(uow.connection, added)
    uow.outbox.add(events.ngr_rule_added(change.actor, now, operator, before, added, change.request_id))
    await rollups.notify(uow.connection, [str(operator_id)])
    today = now.astimezone(zone_of(operator.timezone)).date()
    every = [*(one.rule for one in versions), added.rule]
    return added, in_force(every, Period(today, today))[0][0].version == added.rule.version


async def regulator_rules(
    connection: AsyncConnection, operator_id: UUID, clock: Clock
) -> list[tuple[RegulatorRule, bool]]:
    """All versions of all rules, latest first, each with whether it holds today. Raises OperatorUnknown."""
    operator = await _operator(connection, operator_id)
    known = (await regulators.rules(connection, [operator_id]))[operator_id]
    return _held(known, operator, clock)


async def add_regulator_rule(
    uow: UnitOfWork,
    operator_id: UUID,
    name: str,
    effective_from: date,
    terms: Sequence[Term],
    text: str,
    source: str,
    change: Change,
    clock: Clock,
) -> tuple[RegulatorRule, bool]:
    """Adds a version of the operator's own. Raises OperatorUnknown and InvalidField."""
    operator = await _operator(uow.connection, operator_id)
    _check_day(effective_from, "effective_from")
    regulators_domain.check(terms)
    await regulators.lock(uow.connection, operator_id)
    known = (await regulators.rules(uow.connection, [operator_id]))[operator_id]
    held = regulators_domain.in_force(known, name, Period(effective_from, effective_from))
    version = max((rule.version for rule in known if rule.own and rule.name == name), default=0) + 1
    now = clock()
    rule = RegulatorRule(
        name, version, effective_from, tuple(terms), text, source, now, change.actor.name, change.reason, own=True
    )
    await regulators.add(uow.connection, operator_id, rule)
    before = held[0][0] if held else None
    uow.outbox.add(events.regulator_rule_added(change.actor, now, operator, before, rule, change.request_id))
    await rollups.notify(uow.connection, [str(operator_id)])
    return rule, dict(_held([rule, *known], operator, clock))[rule]


async def rates_of_day(connection: AsyncConnection, company_id: UUID, day: date) -> list[StoredRate]:
    """The rates by which a day is converted."""
    _check_day(day, "day")
    return await exchange_rates.in_force(connection, company_id, day)


async def page_of_rates(
    connection: AsyncConnection, company_id: UUID, base: str, quote: str, replaced: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a company's rates, latest day first. Raises BadCursor."""
    return await exchange_rates.page(connection, company_id, base, quote, replaced, cursor, size)


async def put_rates(
    uow: UnitOfWork, company_id: UUID, day: date, told: Sequence[NewRate], source: str, change: Change, clock: Clock
) -> list[StoredRate]:
    """Sets rates of a day and tells how they stand, in the order told; what is as it was stays the same version.

    Raises InvalidField and UnknownCurrency.
    """
    now = clock()
    _check_day(day, "day")
    if day > now.date() + _AHEAD:
        raise InvalidField("day", f"is more than {_AHEAD.days} days ahead")
    rates_domain.check(told)
    await exchange_rates.lock(uow.connection, company_id)
    before = {rate.pair: rate for rate in await exchange_rates.of_day(uow.connection, company_id, day)}
    after = []
    for one in told:
        pair = one.base, one.quote
        known = before.get(pair)
        if known and (known.rate, known.source) == (one.rate, source):
            after.append(known)
            continue
        version = known.version + 1 if known else 1
        after.append(
            StoredRate(company_id, day, *pair, one.rate, source, version, now, change.actor.name, change.reason)
        )
    changed = [rate for rate in after if before.get(rate.pair) != rate]
    if changed:
        await exchange_rates.put(uow.connection, changed)
        replaced = [before[rate.pair] for rate in changed if rate.pair in before]
        uow.outbox.add(
            events.exchange_rates_set(
                change.actor, now, company_id, day, replaced, changed, change.reason, change.request_id
            )
        )
        await rollups.notify(uow.connection, await operators.of_company(uow.connection, company_id))
    return after


async def page_of_games(
    connection: AsyncConnection,
    operator_id: UUID,
    q: str,
    categories: Sequence[str],
    missing: bool,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A page of an operator's games. Raises OperatorUnknown and BadCursor."""
    await _operator(connection, operator_id)
    return await games.page(connection, operator_id, q, categories, missing, cursor, size)


async def put_games(
    uow: UnitOfWork, operator_id: UUID, told: Sequence[CatalogueGame], change: Change, clock: Clock
) -> int:
    """Sets what the catalogue says of games and tells of how many it said something else.

    Raises OperatorUnknown and InvalidField.
    """
    operator = await _operator(uow.connection, operator_id)
    games_domain.check(told)
    await games.lock(uow.connection, operator_id)
    before = await games.named(uow.connection, operator_id, {one.key for one in told})
    changed = [one for one in told if before.get(one.key) != one]
    if changed:
        now = clock()
        await games.put(uow.connection, operator_id, changed, now, change.actor.name)
        replaced = [before[one.key] for one in changed if one.key in before]
        uow.outbox.add(
            events.games_set(change.actor, now, operator, replaced, changed, change.reason, change.request_id)
        )
        await rollups.notify(uow.connection, [str(operator_id)])
    return len(changed)


async def _operator(connection: AsyncConnection, operator_id: UUID) -> Operator:
    found = await operators.find(connection, [operator_id])
    if not found:
        raise OperatorUnknown(str(operator_id))
    return found[0][0]


def _held(rules: Sequence[RegulatorRule], operator: Operator, clock: Clock) -> list[tuple[RegulatorRule, bool]]:
    today = clock().astimezone(zone_of(operator.timezone)).date()
    holding = {
        name: regulators_domain.in_force(rules, name, Period(today, today)) for name in {rule.name for rule in rules}
    }
    return [(rule, any(rule is held for held, _ in holding[rule.name])) for rule in rules]


def _check_day(day: date, field: str) -> None:
    if day.year not in _YEARS:
        raise InvalidField(field, f"must be in the years {_YEARS[0]} to {_YEARS[-1]}")
