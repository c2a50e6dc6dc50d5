"""Exchange rates as a company sets them: dated, of a pair of currencies, in versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from kit import money
from kit.errors import InvalidField


@dataclass(frozen=True, slots=True)
class NewRate:
    """How much of `quote` one of `base` is, as somebody tells it."""

    base: str
    quote: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class StoredRate:
    """A version of a company's rate of a day."""

    company_id: UUID
    day: date
    base: str
    quote: str
    rate: Decimal
    source: str
    version: int
    created_at: datetime
    created_by: str
    reason: str

    @property
    def pair(self) -> tuple[str, str]:
        """Its two currencies."""
        return self.base, self.quote


def check(rates: Sequence[NewRate]) -> None:
    """Raises InvalidField or UnknownCurrency for the first of some rates of a day that cannot be."""
    seen: set[frozenset[str]] = set()
    for number, one in enumerate(rates):
        at = f"rates[{number}]"
        money.exponent(one.base, f"{at}.base")
        money.exponent(one.quote, f"{at}.quote")
        if one.base == one.quote:
            raise InvalidField(f"{at}.quote", "is the same currency")
        if one.rate <= 0:
            raise InvalidField(f"{at}.rate", "must be above zero")
        pair = frozenset((one.base, one.quote))
        if pair in seen:
            raise InvalidField(f"{at}.base", "is named twice with this currency")
        seen.add(pair)


def told(rate: Decimal) -> str:
    """A rate in plain decimals, without zeros at its end: "0.1835"."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
