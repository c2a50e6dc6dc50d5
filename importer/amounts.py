"""Amounts of money as files write them, read exactly into minor units; never through a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kit import money

# ASCII digits only: \d would let other scripts' digits through.
_NUMBER: Final = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?")
_LONGEST: Final = 64


class BadNumber(Exception):
    """Not an amount; the text says why, as the end of a sentence that begins with the value."""


@dataclass(frozen=True, slots=True)
class AmountFormat:
    """How a file writes amounts. `thousands` is dropped wherever it stands; empty drops nothing."""

    decimal_comma: bool = False
    thousands: str = ""
    half_even: bool = False

    def minor(self, text: str, currency: str) -> int:
        """The amount in the currency's minor units. Raises BadNumber, or UnknownCurrency."""
        digits = money.exponent(currency)
        plain = text.strip()
        if self.thousands:
            plain = plain.replace(self.thousands, "")
        if self.decimal_comma:
            if "." in plain:
                raise BadNumber("has a point where the file's decimals follow a comma")
            plain = plain.replace(",", ".")
        match = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST else None
        if match is None:
            raise BadNumber("is not a number")
        sign, whole, fraction, power = match.groups()
        fraction = fraction or ""
        if not whole and not fraction:
            raise BadNumber("is not a number")
        shift = digits - len(fraction) + (int(power) if power else 0)
        minor = self._scaled(int(whole + fraction), shift, digits, currency)
        if minor > money.MAX_MINOR:
            raise BadNumber("is too large")
        return -minor if sign == "-" else minor

    def _scaled(self, coefficient: int, shift: int, digits: int, currency: str) -> int:
        if shift >= 0 or coefficient == 0:
            scaled: int = coefficient * 10 ** max(shift, 0)
            return scaled
        unit: int = 10**-shift
        quotient, rest = divmod(coefficient, unit)
        if rest == 0:
            return quotient
        if not self.half_even:
            raise BadNumber(f"has more than the {digits} decimals of {currency}")
        twice = 2 * rest
        return quotient + (twice > unit or (twice == unit and quotient % 2 == 1))
