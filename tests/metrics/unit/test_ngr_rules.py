"""Which NGR rule holds on which day, what it takes off, and how it reads."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.calendar import Period
from services.metrics.domain.rules import Amounts, NgrRates, NgrRule, first_rule, in_force, to_minor

BRAND = UUID("01890000-0000-7000-8000-000000000001")


def rule(version: int, start: str, tax: int = 0) -> NgrRule:
    return NgrRule(BRAND, version, date.fromisoformat(start), NgrRates(10_000, tax))


def held(rules: list[NgrRule], first: str, last: str) -> list[tuple[int, str, str]]:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return [(one.version, days.first.isoformat(), days.last.isoformat()) for one, days in in_force(rules, period)]


def test_a_rule_holds_from_its_day_until_the_next_takes_over() -> None:
    rules = [rule(2, "2026-03-10"), rule(1, "2000-01-01"), rule(3, "2026-03-20")]
    assert held(rules, "2026-03-01", "2026-03-31") == [
        (1, "2026-03-01", "2026-03-09"),
        (2, "2026-03-10", "2026-03-19"),
        (3, "2026-03-20", "2026-03-31"),
    ]
    assert held(rules, "2026-03-10", "2026-03-10") == [(2, "2026-03-10", "2026-03-10")]
    assert held(rules, "2027-01-01", "2027-01-02") == [(3, "2027-01-01", "2027-01-02")]


def test_days_before_the_first_rule_are_under_the_first() -> None:
    assert held([rule(1, "2000-01-01")], "1999-12-30", "2000-01-02") == [(1, "1999-12-30", "2000-01-02")]


def test_the_newest_version_for_a_day_replaces_the_older() -> None:
    rules = [rule(1, "2000-01-01"), rule(2, "2026-03-10"), rule(3, "2026-03-10")]
    assert held(rules, "2026-03-09", "2026-03-11") == [
        (1, "2026-03-09", "2026-03-09"),
        (3, "2026-03-10", "2026-03-11"),
    ]


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 2, 1)), max_size=5), st.dates(date(2026, 1, 1), date(2026, 2, 1)))
def test_every_day_is_under_exactly_one_rule(starts: list[date], first: date) -> None:
    rules = [first_rule(BRAND)] + [
        NgrRule(BRAND, number, start, NgrRates(number)) for number, start in enumerate(starts, 2)
    ]
    period = Period(first, date(2026, 2, 3))
    days = [
        day for _, part in in_force(rules, period) for day in range(part.first.toordinal(), part.last.toordinal() + 1)
    ]
    assert days == list(range(period.first.toordinal(), period.last.toordinal() + 1))


def test_the_first_rule_takes_off_bonus_cost_alone() -> None:
    rates = first_rule(BRAND).rates
    assert to_minor(rates.ngr(Amounts(turnover=1_000, ggr=300, bonus_cost=120, deposits=5_000))) == 180
    assert rates.formula() == "GGR - bonus cost"


def test_every_rate_takes_off_its_own_base() -> None:
    rates = NgrRates(bonus_cost=5_000, gaming_tax=1_200, provider_fee=800, payment_fee=150, jackpot=25)
    amounts = Amounts(turnover=100_000, ggr=10_000, bonus_cost=1_000, deposits=20_000)
    # 10,000 - 500 - 1,200 - 800 - 300 - 250
    assert to_minor(rates.ngr(amounts)) == 6_950
    assert rates.formula() == (
        "GGR - 50% of bonus cost - 12% of GGR (gaming tax) - 8% of GGR (provider fees)"
        " - 1.5% of deposits (payment fees) - 0.25% of turnover (jackpot contributions)"
    )
    assert NgrRates().formula() == "GGR"


@pytest.mark.parametrize(
    ("exact", "minor"), [(5_000, 0), (15_000, 2), (-5_000, 0), (-15_000, -2), (14_999, 1), (-14_999, -1)]
)
def test_halves_go_to_the_even(exact: int, minor: int) -> None:
    assert to_minor(exact) == minor
