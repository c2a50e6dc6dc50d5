"""How a figure came about: what goes into it, term by term, and the cells that add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Final
from uuid import UUID

from services.metrics.domain.addends import rounded
from services.metrics.domain.conversion import Conversion, minor
from services.metrics.domain.definitions import Definition
from services.metrics.domain.figures import COUNTS, Figure, Metric
from services.metrics.domain.lines import Sums
from services.metrics.domain.plan import Plan
from services.metrics.domain.rules import WHOLE, NgrRule


class Group(Enum):
    """Into what cells are put together."""

    TIME = "time"
    GAME = "game"
    COUNTRY = "country"
    OPERATOR = "operator"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Term:
    """What goes into a figure. `share_bps` of `of` under an operator's rule; amounts in minor units, or a count.

    `rate` is the one by which it was converted, where there was one only.
    """

    name: str
    sign: int
    value: int
    currency: str
    rate: str
    converted: int
    of: str = ""
    share_bps: int = 0
    rule_version: int = 0
    operator_id: UUID | None = None
    divisor: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a figure; what does not apply or is put together is None."""

    since: datetime
    until: datetime
    operator_id: UUID | None
    currency: str
    value: int
    divisor: int
    bets: int
    at: str = ""
    game: str | None = None
    provider: str | None = None
    country: str | None = None
    device: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure with all that explains it; `total` is how many cells there are, `more` whether it is a bound."""

    plan: Plan
    conversion: Conversion
    timezone: str
    figure: Figure
    definitions: Sequence[Definition]
    rules: Sequence[NgrRule]
    terms: Sequence[Term]
    groups: Sequence[Group]
    cells: Sequence[Cell]
    next_cursor: str
    total: int
    more: bool


Take = Callable[[Sums], int]


@dataclass(frozen=True, slots=True)
class _Part:
    """A named sum that is added or taken off; in a quotient, or divides."""

    name: str
    take: Take
    sign: int = 1
    divisor: bool = False
    counts: bool = False


_GGR: Final = _Part("ggr", lambda sums: sums.ggr)
# What figures are made of, besides NGR. Distinct players follow from no sum: they are added by whoever counted them.
_PARTS: Final[Mapping[Metric, Sequence[_Part]]] = {
    Metric.TURNOVER: (_Part("turnover", lambda sums: sums.turnover),),
    Metric.PAYOUTS: (_Part("payouts", lambda sums: sums.payouts),),
    Metric.GGR: (
        _Part("settled_stakes", lambda sums: sums.settled_stakes),
        _Part("payouts", lambda sums: sums.payouts, sign=-1),
    ),
    Metric.HOLD: (_GGR, _Part("turnover", lambda sums: sums.turnover, divisor=True)),
    Metric.ARPU: (_GGR,),
    Metric.ACTIVE_PLAYERS: (),
    Metric.REGISTRATIONS: (_Part("registrations", lambda sums: sums.registrations, counts=True),),
    Metric.FTD_COUNT: (_Part("first_deposits", lambda sums: sums.first_deposits, counts=True),),
    Metric.FTD_AMOUNT: (_Part("first_deposited", lambda sums: sums.first_deposited),),
    Metric.DEPOSITS: (_Part("deposits", lambda sums: sums.deposited),),
    Metric.WITHDRAWALS: (_Part("withdrawals", lambda sums: sums.withdrawn),),
    Metric.NET_DEPOSITS: (
        _Part("deposits", lambda sums: sums.deposited),
        _Part("withdrawals", lambda sums: sums.withdrawn, sign=-1),
    ),
    Metric.BONUS_COST: (_Part("bonus_cost", lambda sums: sums.bonus_cost),),
    Metric.AVERAGE_DEPOSIT: (
        _Part("deposits", lambda sums: sums.deposited),
        _Part("number_of_deposits", lambda sums: sums.deposits, divisor=True, counts=True),
    ),
    Metric.BETS: (_Part("bets", lambda sums: sums.bets, counts=True),),
}
# What NGR takes off: its name, of what, and which of the rates.
COSTS: Final[Sequence[tuple[str, str, Take, str]]] = (
    ("bonus_cost", "bonus_cost", lambda sums: sums.bonus_cost, "bonus_cost"),
    ("gaming_tax", "ggr", lambda sums: sums.ggr, "gaming_tax"),
    ("provider_fees", "ggr", lambda sums: sums.ggr, "provider_fee"),
    ("payment_fees", "deposits", lambda sums: sums.deposited, "payment_fee"),
    ("jackpot_contributions", "turnover", lambda sums: sums.turnover, "jackpot"),
)
# The rule of an operator on a day.
RuleOn = Callable[[UUID, date], NgrRule]


# The place of a term, its currency, and where a rule made it: whose, which version, which share.
_Key = tuple[int, str, UUID | None, int, int]


@dataclass(slots=True)
class _Sum:
    """An exact term: in its own currency, and in that of the figure."""

    own: Fraction = Fraction(0)
    exact: int = 0


def terms(
    metric: Metric, currency: str, sums: Iterable[Sums], plan: Plan, conversion: Conversion, rule_on: RuleOn
) -> list[Term]:
    """The terms of a figure, which add up to it as shown; what comes to nothing in every part is left out."""
    found: defaultdict[_Key, _Sum] = defaultdict(_Sum)
    described: dict[_Key, tuple[str, int, str, bool, bool]] = {}
    parts = (_GGR,) if metric is Metric.NGR else _PARTS[metric]
    for one in sums:
        counted = metric in COUNTS
        if not counted and (not one.currency or conversion.shown(one.currency) != currency):
            continue
        on = plan.terms[one.terms]
        day = plan.grains[one.grain].day
        weight = 1 if counted else conversion.weight(on.company_id, one.currency, day)
        for number, part in enumerate(parts):
            amount = part.take(one)
            key: _Key = (number, "" if part.counts else one.currency, None, 0, 0)
            described[key] = (part.name, part.sign, "", part.divisor, part.counts)
            found[key].own += amount
            found[key].exact += part.sign * amount * (1 if part.counts else weight * WHOLE)
        if metric is Metric.NGR and on.operator_id is not None:
            rule = rule_on(on.operator_id, day)
            for number, (name, of, take, rate) in enumerate(COSTS, start=len(parts)):
                share, amount = getattr(rule.rates, rate), take(one)
                if share and amount:
                    key = (number, one.currency, on.operator_id, rule.version, share)
                    described[key] = (name, -1, of, False, False)
                    found[key].own += Fraction(amount * share, WHOLE)
                    found[key].exact -= amount * share * weight
    ordered = sorted(found, key=lambda key: (key[0], key[1], str(key[2]), key[3]))
    scale = conversion.scale * WHOLE

    def shown(exact: int) -> int:
        return minor(exact, scale)

    # Dividends add up among themselves, and so do divisors.
    converted: dict[_Key, int] = {}
    for divides in (False, True):
        money = [key for key in ordered if described[key][3] == divides and not described[key][4]]
        converted |= zip(money, rounded((found[key].exact for key in money), shown), strict=True)
    result = []
    for key in ordered:
        name, sign, of, divisor, _ = described[key]
        _, own_currency, operator_id, version, share = key
        exact = found[key].exact
        value = sign * converted.get(key, exact)
        result.append(
            Term(
                name=name,
                sign=sign,
                value=round(found[key].own),
                currency=own_currency,
                rate=_only_rate(conversion, own_currency),
                converted=value,
                of=of,
                share_bps=share,
                rule_version=version,
                operator_id=operator_id,
                divisor=divisor,
            )
        )
    return [term for term in result if term.value or term.converted or len(result) == 1 or term.divisor]


def _only_rate(conversion: Conversion, currency: str) -> str:
    used = [one.rate for one in conversion.used if one.rate.currency == currency]
    return f"{used[0].rate:f}" if len(used) == 1 else ""


def groups_of(metric: Metric) -> list[Group]:
    """In which groups a figure can be had: a player is active once, whatever the games and countries."""
    if metric is Metric.ACTIVE_PLAYERS:
        return [Group.TIME, Group.OPERATOR]
    if metric in (Metric.TURNOVER, Metric.GGR, Metric.HOLD, Metric.PAYOUTS, Metric.BETS, Metric.ARPU, Metric.NGR):
        return list(Group)
    return [Group.TIME, Group.COUNTRY, Group.OPERATOR, Group.CELL]
