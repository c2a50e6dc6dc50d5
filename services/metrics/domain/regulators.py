"""Rules of regulators: how a figure that an authority asks for is made of an operator's sums, from a day on.

A rule is data: terms in order, each so many basis points of a sum of the period. Those of sums add up to the base;
those of the base come after it, like a duty. What Daybook knows holds for every operator until it adds a version of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from kit.errors import InvalidField
from services.metrics.domain.calendar import Period

BASE: Final = "base"
TITLES: Final = {
    "ukgc_ggy": "UK Gambling Commission: gross gambling yield",
    "brazil_base": "Brazil: base of the duty",
}


@dataclass(frozen=True, slots=True)
class Term:
    """So many basis points of a sum; below zero it is taken off."""

    name: str
    of: str
    share_bps: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegulatorRule:
    """A version of a rule, in force from a local day on. `own` ones were added for an operator."""

    name: str
    version: int
    effective_from: date
    terms: tuple[Term, ...]
    text: str
    source: str
    created_at: datetime
    created_by: str = ""
    reason: str = ""
    own: bool = False


def check(terms: Sequence[Term]) -> None:
    """Raises InvalidField for the first term that cannot be."""
    names: set[str] = set()
    based = False
    for number, term in enumerate(terms):
        at = f"terms[{number}]"
        if term.name in names or term.name == BASE:
            raise InvalidField(f"{at}.name", "is named twice" if term.name in names else "is what the sums add up to")
        names.add(term.name)
        if based and term.of != BASE:
            raise InvalidField(f"{at}.of", "comes after a share of the base, which would not hold it")
        based = based or term.of == BASE
    if terms and terms[0].of == BASE:
        raise InvalidField("terms[0].of", "is the base, of which nothing is known yet")


def in_force(rules: Sequence[RegulatorRule], name: str, period: Period) -> list[tuple[RegulatorRule, Period]]:
    """The versions of one rule that hold on the days of a period, each with its days, in order.

    Of versions for the same day the operator's own holds, then the newest. Once there is an own one, what Daybook knows
    of later days does not replace it: the operator has taken the matter into its hands. Days before the first version
    have none.
    """
    known = [rule for rule in rules if rule.name == name]
    own = sorted((rule for rule in known if rule.own), key=lambda rule: (rule.effective_from, rule.version))
    until = own[0].effective_from if own else None
    ours = [rule for rule in known if not rule.own and (until is None or rule.effective_from < until)]
    newest: dict[date, RegulatorRule] = {}
    for rule in [*sorted(ours, key=lambda rule: (rule.effective_from, rule.version)), *own]:
        newest[rule.effective_from] = rule
    ordered = [newest[start] for start in sorted(newest)]
    found: list[tuple[RegulatorRule, Period]] = []
    for number, rule in enumerate(ordered):
        following = ordered[number + 1].effective_from if number + 1 < len(ordered) else None
        first = max(period.first, rule.effective_from)
        last = period.last if following is None else min(period.last, following - timedelta(days=1))
        if first <= last:
            found.append((rule, Period(first, last)))
    return found
