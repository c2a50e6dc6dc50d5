"""NGR rules: which costs an operator takes off GGR, from which local day on.

Costs are exact until a figure is shown: they are kept in ten-thousandths of minor units, so that the days of a month
add up to the month before rounding, whatever the rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from services.metrics.domain.calendar import Period

WHOLE: Final = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the costs of NGR follow from, in minor units of one currency."""

    turnover: int = 0
    ggr: int = 0
    bonus_cost: int = 0
    deposits: int = 0


@dataclass(frozen=True, slots=True)
class NgrRates:
    """Basis points taken off: of bonus cost, of GGR (tax, provider fees), of deposits, of turnover (jackpots).

    Rates of GGR follow it below zero too: a losing day gives back what a winning one owed.
    """

    bonus_cost: int = 0
    gaming_tax: int = 0
    provider_fee: int = 0
    payment_fee: int = 0
    jackpot: int = 0

    def ngr(self, amounts: Amounts) -> int:
        """NGR in ten-thousandths of minor units."""
        return (
            amounts.ggr * (WHOLE - self.gaming_tax - self.provider_fee)
            - amounts.bonus_cost * self.bonus_cost
            - amounts.deposits * self.payment_fee
            - amounts.turnover * self.jackpot
        )

    def formula(self) -> str:
        """The rule for people: "GGR - bonus cost - 12% of GGR (gaming tax)"."""
        parts = ["GGR"]
        if self.bonus_cost:
            parts.append("bonus cost" if self.bonus_cost == WHOLE else f"{_percent(self.bonus_cost)} of bonus cost")
        if self.gaming_tax:
            parts.append(f"{_percent(self.gaming_tax)} of GGR (gaming tax)")
        if self.provider_fee:
            parts.append(f"{_percent(self.provider_fee)} of GGR (provider fees)")
        if self.payment_fee:
            parts.append(f"{_percent(self.payment_fee)} of deposits (payment fees)")
        if self.jackpot:
            parts.append(f"{_percent(self.jackpot)} of turnover (jackpot contributions)")
        return " - ".join(parts)


@dataclass(frozen=True, slots=True)
class NgrRule:
    """One version of an operator's rule, in force from a local day until a later one takes over."""

    operator_id: UUID
    version: int
    effective_from: date
    rates: NgrRates


@dataclass(frozen=True, slots=True)
class AddedRule:
    """A version of a rule with when it was added, by whom and why; the first one is nobody's."""

    rule: NgrRule
    created_at: datetime
    created_by: str
    reason: str


def first_rule(operator_id: UUID) -> NgrRule:
    """The rule an operator starts with: bonus cost is taken off, nothing else."""
    return NgrRule(operator_id, 1, date(2000, 1, 1), NgrRates(bonus_cost=WHOLE))


def in_force(rules: Sequence[NgrRule], period: Period) -> list[tuple[NgrRule, Period]]:
    """The rules of one operator that hold on the days of a period, each with its days, in order.

    Of rules for the same day the newest version holds. Days before the first rule are under the first.
    """
    newest: dict[date, NgrRule] = {}
    for rule in sorted(rules, key=lambda rule: rule.version):
        newest[rule.effective_from] = rule
    ordered = [newest[start] for start in sorted(newest)]
    found: list[tuple[NgrRule, Period]] = []
    for number, rule in enumerate(ordered):
        first = period.first if number == 0 else max(period.first, rule.effective_from)
        following = ordered[number + 1].effective_from if number + 1 < len(ordered) else None
        last = period.last if following is None else min(period.last, following - timedelta(days=1))
        if first <= last:
            found.append((rule, Period(first, last)))
    return found


def to_minor(ten_thousandths: int) -> int:
    """Minor units, half to even."""
    return round(Fraction(ten_thousandths, WHOLE))


def _percent(basis_points: int) -> str:
    return f"{basis_points / 100:g}%"
