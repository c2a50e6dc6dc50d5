"""Waterfalls: from turnover through GGR to NGR, and to what regulators ask for, under the rules of each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from services.metrics.domain.conversion import Conversion, minor
from services.metrics.domain.explaining import COSTS, RuleOn
from services.metrics.domain.lines import Sums
from services.metrics.domain.plan import Plan
from services.metrics.domain.regulators import BASE, TITLES, RegulatorRule
from services.metrics.domain.rules import WHOLE

HOUSE: Final = "house_ngr"
HOUSE_TITLE: Final = "House NGR"
_SOURCE: Final = "the operator's rules"

# The regulator's rule of an operator on a day; None when there was none yet.
RegulatorOn = Callable[[UUID, str, date], RegulatorRule | None]
_OF: Final[Mapping[str, Callable[[Sums], int]]] = {
    "stakes": lambda sums: sums.turnover,
    "settled_stakes": lambda sums: sums.settled_stakes,
    "payouts": lambda sums: sums.payouts,
    "ggr": lambda sums: sums.ggr,
    "deposits": lambda sums: sums.deposited,
    "withdrawals": lambda sums: sums.withdrawn,
    "bonus_cost": lambda sums: sums.bonus_cost,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which a waterfall went."""

    operator_id: UUID | None
    version: int
    effective_from: date
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step, signed, and what it leads to; a subtotal adds nothing. `share_bps` of `of` where one rule made it all."""

    name: str
    value: int
    running: int
    subtotal: bool = False
    of: str = ""
    share_bps: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A waterfall in one currency; without steps when there was no rule for any of its days."""

    name: str
    title: str
    rules: Sequence[Rule]
    steps: Sequence[Step]


@dataclass(slots=True)
class _Going:
    """A step under way: exact, with the shares that made it and something to know of it."""

    exact: int = 0
    of: str = ""
    shares: set[int] = field(default_factory=set)
    notes: dict[str, None] = field(default_factory=dict)

    def add(self, exact: int, of: str = "", share: int = 0, note: str = "") -> None:
        self.exact += exact
        self.of = of
        if share:
            self.shares.add(share)
        if note:
            self.notes[note] = None


def house(currency: str, sums: Iterable[Sums], plan: Plan, conversion: Conversion, on: RuleOn) -> Waterfall:
    """From turnover to the house's NGR."""
    turnover, unsettled, payouts = _Going(), _Going(), _Going()
    costs = {name: _Going() for name, *_ in COSTS}
    rules: dict[Rule, None] = {}
    for operator_id, day in _days(plan):
        rule = on(operator_id, day)
        rules[Rule(operator_id, rule.version, rule.effective_from, rule.rates.formula(), _SOURCE)] = None
    for one, day, operator_id, weight in _shown(currency, sums, plan, conversion):
        rule = on(operator_id, day)
        turnover.add(one.turnover * weight * WHOLE)
        unsettled.add((one.settled_stakes - one.turnover) * weight * WHOLE)
        payouts.add(-one.payouts * weight * WHOLE)
        for name, of, take, rate in COSTS:
            share = getattr(rule.rates, rate)
            costs[name].add(-take(one) * share * weight, of, share)
    unsettled.notes["less bets placed and not settled in the period, more bets placed before and settled in it"] = None
    begun = [("turnover", turnover), ("unsettled", unsettled), ("payouts", payouts)]
    going = [(name, one) for name, one in costs.items() if one.exact or one.shares]
    shown = _rounding(conversion.scale * WHOLE)
    steps, total = _steps(begun, shown, 0, 0)
    steps.append(Step("ggr", shown(total), shown(total), subtotal=True))
    more, total = _steps(going, shown, total, shown(total))
    steps += [*more, Step("ngr", shown(total), shown(total), subtotal=True)]
    return Waterfall(HOUSE, HOUSE_TITLE, _latest_first(rules), steps)


def regulator(
    name: str, currency: str, sums: Iterable[Sums], plan: Plan, conversion: Conversion, on: RegulatorOn
) -> Waterfall:
    """To a figure that a regulator asks for. Days on which there was no rule yet are not in it."""
    of_sums: dict[str, _Going] = {}
    of_base: dict[str, _Going] = {}
    rules: dict[Rule, None] = {}
    for operator_id, day in _days(plan):
        if rule := on(operator_id, name, day):
            owner = operator_id if rule.own else None
            rules[Rule(owner, rule.version, rule.effective_from, rule.text, rule.source)] = None
            for term in rule.terms:
                going = of_base if term.of == BASE else of_sums
                going.setdefault(term.name, _Going()).add(0, term.of, term.share_bps, term.note)
    for one, day, operator_id, weight in _shown(currency, sums, plan, conversion):
        rule = on(operator_id, name, day)
        if rule is None:
            continue
        base = 0
        for term in rule.terms:
            if term.of == BASE:
                of_base[term.name].exact += base * term.share_bps
                continue
            exact = _OF[term.of](one) * term.share_bps * weight
            base += exact
            of_sums[term.name].exact += exact * WHOLE
    if not rules:
        return Waterfall(name, TITLES[name], (), ())
    shown = _rounding(conversion.scale * WHOLE * WHOLE)
    steps, total = _steps(of_sums.items(), shown, 0, 0)
    steps.append(Step(BASE, shown(total), shown(total), subtotal=True))
    if of_base:
        more, total = _steps(of_base.items(), shown, total, shown(total))
        steps += [*more, Step("after", shown(total), shown(total), subtotal=True)]
    return Waterfall(name, TITLES[name], _latest_first(rules), steps)


def _days(plan: Plan) -> Iterable[tuple[UUID, date]]:
    """The operators of a plan with the days of the present period."""
    for share in plan.shares:
        if share.current:
            for day in share.period.each():
                yield share.operator.operator_id, day


def _shown(
    currency: str, sums: Iterable[Sums], plan: Plan, conversion: Conversion
) -> Iterable[tuple[Sums, date, UUID, int]]:
    """Sums that are shown in a currency, each with its day, operator and weight."""
    for one in sums:
        terms, day = plan.terms[one.terms], plan.grains[one.grain].day
        if one.currency and conversion.shown(one.currency) == currency and terms.operator_id is not None:
            yield one, day, terms.operator_id, conversion.weight(terms.company_id, one.currency, day)


def _rounding(scale: int) -> Callable[[int], int]:
    return lambda exact: minor(exact, scale)


def _steps(
    going: Iterable[tuple[str, _Going]], shown: Callable[[int], int], total: int, running: int
) -> tuple[list[Step], int]:
    """Steps from a total on, each as much as the total that is shown grows by, and the exact total they lead to."""
    steps = []
    for name, one in going:
        total += one.exact
        reached = shown(total)
        share = next(iter(one.shares)) if len(one.shares) == 1 else 0
        steps.append(Step(name, reached - running, reached, of=one.of, share_bps=share, note="; ".join(one.notes)))
        running = reached
    return steps, total


def _latest_first(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (rule.effective_from, rule.version, str(rule.operator_id)), reverse=True)
