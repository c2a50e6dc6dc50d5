"""Business days of quarters: each belongs to one day, the one within whose bounds it begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.metrics.domain.calendar import Period, bounds
from services.metrics.domain.days import IN_UTC, OWN, calendars, day_of, is_utc, marks

ODD = [
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight skipped
    ("America/Sao_Paulo", date(2018, 2, 18)),  # midnight comes, then the hour before it again
    ("America/Havana", date(2026, 11, 1)),  # midnight twice
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour back
    ("America/St_Johns", date(2008, 11, 2)),  # back at a minute past midnight
    ("Asia/Kathmandu", date(2026, 3, 10)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
]


@pytest.mark.parametrize(("name", "around"), ODD)
def test_the_quarters_of_a_day_are_those_within_its_bounds(name: str, around: date) -> None:
    zone = ZoneInfo(name)
    for shift in range(-2, 3):
        day = around + timedelta(days=shift)
        since, until = bounds(Period(day, day), zone)
        first, last = (int(moment.timestamp()) // 900 for moment in (since, until))
        assert {day_of(quarter, zone) for quarter in range(first, last)} <= {day}
        if first < last:
            assert day_of(first - 1, zone) < day < day_of(last, zone)


@pytest.mark.parametrize(("name", "around"), ODD)
def test_marks_name_the_same_days(name: str, around: date) -> None:
    zone = ZoneInfo(name)
    noon = datetime(around.year, around.month, around.day, 12, tzinfo=UTC)
    days, starts = marks(noon - timedelta(days=2), noon + timedelta(days=2), zone)
    assert list(starts) == sorted(starts)
    for quarter in range(int((noon - timedelta(days=2)).timestamp()) // 900, int(noon.timestamp()) // 900 + 192):
        moment = datetime.fromtimestamp(quarter * 900, UTC)
        assert days[max(n for n, start in enumerate(starts) if start <= moment)] == day_of(quarter, zone)


def test_an_operator_in_utc_has_one_calendar_and_one_not_known_the_other() -> None:
    utc = ZoneInfo("UTC")
    assert calendars(None) == ((IN_UTC, utc),)
    assert calendars("Etc/Zulu") == ((OWN, utc),)
    assert calendars("Asia/Kolkata") == ((OWN, ZoneInfo("Asia/Kolkata")), (IN_UTC, utc))


@pytest.mark.parametrize(
    ("zone", "same"), [("UTC", True), ("Etc/GMT", True), ("Europe/London", False), ("Africa/Abidjan", False)]
)
def test_only_names_of_utc_itself_are_utc(zone: str, same: bool) -> None:
    """A country's zone may change its offset tomorrow."""
    assert is_utc(zone) is same
