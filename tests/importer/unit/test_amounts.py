"""Amounts: read exactly, whatever way a file writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.amounts import AmountFormat, BadNumber
from kit import money
from kit.money import UnknownCurrency

PLAIN = AmountFormat()
CURRENCIES = st.sampled_from(["BIT", "EUR", "JPY", "KWD", "BTC", "ETH"])


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("5", 500),
        ("1.44", 144),
        ("0", 0),
        ("-0.00", 0),
        (" 12.5 ", 1250),
        ("+3", 300),
        (".5", 50),
        ("7.", 700),
        ("1.00E+03", 100_000),
        ("1.04e5", 10_400_000),
        ("1234E-2", 1234),
        ("5.500000", 550),
        ("-2.20", -220),
        ("710523.52", 71_052_352),
    ],
)
def test_reads_plain_and_scientific_notation(text: str, minor: int) -> None:
    assert PLAIN.minor(text, "BIT") == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NA",
        "nan",
        "Infinity",
        "1_000",
        "1,5",
        "1.2.3",
        "--1",
        "0x10",
        "e5",
        ".",
        "-",
        "１２",
        "1e9999",
        "9" * 80,
    ],
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(BadNumber):
        PLAIN.minor(text, "BIT")


@pytest.mark.parametrize(("text", "currency"), [("1.234", "BIT"), ("0.5", "JPY"), ("1." + "0" * 40 + "1", "EUR")])
def test_refuses_more_decimals_than_the_currency_has(text: str, currency: str) -> None:
    with pytest.raises(BadNumber, match=f"decimals of {currency}"):
        PLAIN.minor(text, currency)


@pytest.mark.parametrize(
    ("text", "minor"), [("0.125", 12), ("0.135", 14), ("0.1250001", 13), ("0.124", 12), ("-0.135", -14), ("1E-9", 0)]
)
def test_rounds_half_to_even_when_asked(text: str, minor: int) -> None:
    assert AmountFormat(half_even=True).minor(text, "EUR") == minor


def test_reads_decimal_commas_and_thousands() -> None:
    brazilian = AmountFormat(decimal_comma=True, thousands=".")
    assert brazilian.minor("1.234.567,89", "BRL") == 123_456_789
    with pytest.raises(BadNumber, match="comma"):
        AmountFormat(decimal_comma=True).minor("1.50", "BRL")
    assert AmountFormat(thousands=",").minor("1,234.50", "EUR") == 123_450
    assert AmountFormat(thousands=" ").minor("1 234.5", "EUR") == 123_450


def test_refuses_what_is_too_large() -> None:
    assert PLAIN.minor("10000000000000", "EUR") == money.MAX_MINOR
    for text in ("10000000000000.01", "1e20", "1e999"):
        with pytest.raises(BadNumber, match="too large"):
            PLAIN.minor(text, "EUR")


def test_refuses_a_currency_that_does_not_exist() -> None:
    with pytest.raises(UnknownCurrency):
        PLAIN.minor("1", "XXX")


@given(st.integers(-money.MAX_MINOR, money.MAX_MINOR), CURRENCIES)
def test_every_amount_comes_back_as_it_was_written(minor: int, currency: str) -> None:
    text = money.to_decimal(minor, currency)
    assert PLAIN.minor(text, currency) == minor == money.to_minor(text, currency)
    assert AmountFormat(decimal_comma=True).minor(text.replace(".", ","), currency) == minor
    assert PLAIN.minor(f"{Decimal(text):E}", currency) == minor


@given(st.decimals("-1e5", "1e5", allow_nan=False, allow_infinity=False, places=6), CURRENCIES)
def test_rounding_and_refusal_agree_with_decimal(value: Decimal, currency: str) -> None:
    scaled = value.scaleb(money.exponent(currency))
    rounded = int(scaled.to_integral_value(ROUND_HALF_EVEN))
    assert AmountFormat(half_even=True).minor(f"{value:f}", currency) == rounded
    if scaled == scaled.to_integral_value():
        assert PLAIN.minor(f"{value:f}", currency) == rounded
    else:
        with pytest.raises(BadNumber):
            PLAIN.minor(f"{value:f}", currency)
