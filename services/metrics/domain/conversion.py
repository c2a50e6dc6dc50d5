"""Conversion into a reporting currency: each local day's amounts by the rate of that day, exactly.

A day without a rate takes the latest before it, at most a week old. A currency that lacks one for any day that matters
is not converted at all, so that no figure is half of it: it is shown apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from kit import money
from kit.errors import DomainError, Kind

OLDEST: Final = timedelta(days=7)
# Amounts are 64-bit integers wherever they are stored or told.
LARGEST: Final = 2**63
# The inverse of a rate, when only the other way round is known: to 12 digits, which is what is named and used.
_INVERSE: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)

# A company's currency on a local day.
Need = tuple[UUID, str, date]


class AmountsTooLarge(DomainError):
    """Amounts are larger in this currency than any there are; look at its exchange rates."""

    kind = Kind.INVALID
    reason = "AMOUNTS_TOO_LARGE"

    def __init__(self) -> None:
        super().__init__(fields={"reporting_currency": "has rates that make amounts larger than any there are"})


def minor(exact: int, scale: int) -> int:
    """An exact number of `scale`-ths of a minor unit as it is shown: half to even. Raises AmountsTooLarge."""
    shown = exact if scale == 1 else round(Fraction(exact, scale))
    if not -LARGEST <= shown < LARGEST:
        raise AmountsTooLarge
    return shown


@dataclass(frozen=True, slots=True)
class Rate:
    """A company's rate of a day: how much of the reporting currency one `currency` is."""

    company_id: UUID
    currency: str
    day: date
    rate: Decimal
    source: str
    version: int


@dataclass(frozen=True, slots=True)
class UsedRate:
    """A rate and how many days it converted."""

    rate: Rate
    days: int


def quoted(
    into: str, company_id: UUID, day: date, base: str, quote: str, rate: Decimal, source: str, version: int
) -> Rate:
    """A stored rate as one into a currency: turned round when it is quoted the other way."""
    if quote == into:
        return Rate(company_id, base, day, rate, source, version)
    return Rate(company_id, quote, day, _INVERSE.divide(Decimal(1), rate), source, version)


class Rates:
    """The dated rates of companies into one currency."""

    def __init__(self, rates: Iterable[Rate] = ()) -> None:
        # A rate quoted directly is better than one turned round: it comes last and stays.
        self._by_day: dict[Need, Rate] = {(one.company_id, one.currency, one.day): one for one in rates}

    def at(self, company_id: UUID, currency: str, day: date) -> Rate | None:
        """The rate for a day: its own, else the latest before that is not too old."""
        for back in range(OLDEST.days + 1):
            found = self._by_day.get((company_id, currency, day - timedelta(days=back)))
            if found is not None:
                return found
        return None

    def present(self, today: Mapping[UUID, date]) -> list[Rate]:
        """Each company's rate for every currency that has one on the company's present day."""
        found = []
        for company_id, currency in sorted({(key[0], key[1]) for key in self._by_day}):
            if company_id in today and (rate := self.at(company_id, currency, today[company_id])):
                found.append(rate)
        return found


@dataclass(frozen=True, slots=True)
class Conversion:
    """How amounts become those that are shown: whole numbers of a `scale`-th of a minor unit.

    Without a reporting currency every currency is shown as itself, at a scale of 1.
    """

    reporting: str = ""
    scale: int = 1
    weights: Mapping[Need, int] = field(default_factory=dict)
    used: tuple[UsedRate, ...] = ()
    unconverted: tuple[str, ...] = ()

    def shown(self, currency: str) -> str:
        """The currency in which amounts of another are shown."""
        return self.reporting if self.reporting and currency and currency not in self.unconverted else currency

    def weight(self, company_id: UUID, currency: str, day: date) -> int:
        """By how much a minor unit counts, in `scale`-ths of one that is shown."""
        return self.weights[company_id, currency, day] if self.reporting else 1


def convert(reporting: str, rates: Rates, needs: Iterable[Need]) -> Conversion:
    """The conversion of everything that is needed into the reporting currency; empty for none."""
    if not reporting:
        return Conversion()
    wanted = sorted(set(needs))
    target = money.exponent(reporting)
    found = {need: rates.at(*need) for need in wanted if need[1] not in ("", reporting)}
    missing = tuple(sorted({currency for (_, currency, _), rate in found.items() if rate is None}))
    exact: dict[Need, Fraction] = {}
    days: dict[Rate, int] = {}
    for need in wanted:
        rate = found.get(need)
        if rate is None or rate.currency in missing:
            exact[need] = Fraction(1)
            continue
        exact[need] = Fraction(rate.rate) * Fraction(10) ** (target - money.exponent(rate.currency))
        days[rate] = days.get(rate, 0) + 1
    scale = 1
    for denominator in {part.denominator for part in exact.values()}:
        while scale % denominator:
            scale *= 10  # rates are decimals
    used = sorted(days.items(), key=lambda item: item[0].day, reverse=True)
    used.sort(key=lambda item: (item[0].company_id, item[0].currency))
    return Conversion(
        reporting=reporting,
        scale=scale,
        weights={need: int(part * scale) for need, part in exact.items()},
        used=tuple(UsedRate(rate, number) for rate, number in used),
        unconverted=missing,
    )
