"""Money: integers of minor units, and which currencies there are with how many decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from kit.errors import DomainError, Kind

# ISO 4217 active codes that have two decimals.
_TWO: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
# Crypto and play units: decimals chosen so that any balance fits 63 bits. Ether counts in gwei.
_FURTHER: Final = {
    "BIT": 2, "BTC": 8, "LTC": 8, "BCH": 8, "DOGE": 8, "ETH": 9, "SOL": 9, "BNB": 8, "TRX": 6, "XRP": 6, "ADA": 6,
    "USDT": 6, "USDC": 6,
}  # fmt: skip

EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
    **_FURTHER,
}
# Sums of amounts stay within a signed 64-bit integer for any realistic number of rows.
MAX_MINOR: Final = 10**15
# What else Decimal reads (other scripts' digits, underscores, NaN) is no amount. Numbers this long keep every digit.
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_LONGEST: Final = 64
_EXACT: Final = Context(prec=2 * _LONGEST)


class UnknownCurrency(DomainError):
    """The currency does not exist."""

    kind = Kind.INVALID
    reason = "UNKNOWN_CURRENCY"

    def __init__(self, code: str, field: str = "currency") -> None:
        super().__init__(f"{code!r} is not a currency that Daybook knows.", fields={field: "is not a known currency"})


class BadAmount(DomainError):
    """The amount is not a number with at most the currency's decimals."""

    kind = Kind.INVALID
    reason = "BAD_AMOUNT"

    def __init__(self, text: str, field: str = "amount") -> None:
        super().__init__(
            f"{text!r} is not an amount in this currency.", fields={field: "is not an amount in this currency"}
        )


def exponent(currency: str, field: str = "currency") -> int:
    """The number of decimals of a currency. Raises UnknownCurrency, which names `field`."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency, field) from None


def to_decimal(minor: int, currency: str) -> str:
    """Minor units as a decimal string with all the currency's decimals: (1234, "EUR") -> "12.34"."""
    digits = exponent(currency)
    if not digits:
        return str(minor)
    figures = str(abs(minor)).zfill(digits + 1)
    return f"{'-' if minor < 0 else ''}{figures[:-digits]}.{figures[-digits:]}"


def to_minor(text: str, currency: str, field: str = "amount") -> int:
    """A decimal string as minor units; refuses more decimals than the currency has (BadAmount)."""
    digits, plain = exponent(currency), text.strip()
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise BadAmount(text, field)
    scaled = Decimal(plain).scaleb(digits, _EXACT)
    if scaled != scaled.to_integral_value() or abs(scaled) > MAX_MINOR:
        raise BadAmount(text, field)
    return int(scaled)


def share(minor: int, basis_points: int) -> int:
    """`basis_points` hundredths of a per cent of an amount, rounded half to even."""
    return int((Decimal(minor) * basis_points / 10_000).to_integral_value(ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of minor units in a currency."""

    minor: int
    currency: str
