"""Which regulator's rule holds on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.metrics.domain.calendar import Period
from services.metrics.domain.regulators import RegulatorRule, Term, in_force

_AT = datetime(2026, 1, 1, tzinfo=UTC)


def rule(version: int, since: date, *, own: bool = False) -> RegulatorRule:
    terms = (Term("stakes", "settled_stakes", 10_000),)
    return RegulatorRule("brazil_base", version, since, terms, "", "", _AT, own=own)


KNOWN = [rule(1, date(2025, 1, 1)), rule(2, date(2026, 4, 1)), rule(3, date(2027, 1, 1))]
YEARS = Period(date(2024, 12, 1), date(2027, 12, 31))


def held(rules: list[RegulatorRule], period: Period = YEARS) -> list[tuple[int, bool, date, date]]:
    found = in_force(rules, "brazil_base", period)
    return [(one.version, one.own, days.first, days.last) for one, days in found]


def test_each_version_holds_until_the_next_and_none_before_the_first() -> None:
    assert held(KNOWN) == [
        (1, False, date(2025, 1, 1), date(2026, 3, 31)),
        (2, False, date(2026, 4, 1), date(2026, 12, 31)),
        (3, False, date(2027, 1, 1), date(2027, 12, 31)),
    ]
    assert held(KNOWN, Period(date(2024, 1, 1), date(2024, 12, 31))) == []


def test_an_own_version_takes_over_for_good() -> None:
    own = rule(1, date(2026, 2, 1), own=True)
    assert held([*KNOWN, own]) == [
        (1, False, date(2025, 1, 1), date(2026, 1, 31)),
        (1, True, date(2026, 2, 1), date(2027, 12, 31)),
    ]


def test_of_own_versions_for_one_day_the_newest_holds() -> None:
    first, second = rule(1, date(2026, 2, 1), own=True), rule(2, date(2026, 2, 1), own=True)
    assert held([second, first, *KNOWN])[-1] == (2, True, date(2026, 2, 1), date(2027, 12, 31))


def test_other_rules_do_not_matter() -> None:
    assert in_force(KNOWN, "ukgc_ggy", YEARS) == []
