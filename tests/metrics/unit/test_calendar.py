"""Local days and hours in the zones that make them hard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.calendar import QUARTER, Interval, Period, Point, bounds, day_start, points, zone_of

ZONES = [
    "America/Sao_Paulo",  # until 2019 clocks skipped midnight
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Europe/Malta",
    "Australia/Lord_Howe",  # half an hour of DST
    "America/Havana",  # midnight comes twice in autumn
    "Pacific/Apia",  # skipped 30 December 2011
    "Asia/Beirut",
    "UTC",
]


def hours(day: str, zone: str) -> list[Point]:
    first = date.fromisoformat(day)
    return [point for point, _ in points(Period(first, first), Interval.HOUR, ZoneInfo(zone))]


def length(day: str, zone: str) -> timedelta:
    first = date.fromisoformat(day)
    since, until = bounds(Period(first, first), ZoneInfo(zone))
    return until - since


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        ("2026-03-10", "UTC", "2026-03-10T00:00"),
        ("2026-03-10", "Asia/Kolkata", "2026-03-09T18:30"),
        ("2026-03-10", "Asia/Kathmandu", "2026-03-09T18:15"),
        ("2026-03-10", "America/Sao_Paulo", "2026-03-10T03:00"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00"),  # 00:00 did not exist, the day began at 01:00
        ("2018-11-05", "America/Sao_Paulo", "2018-11-05T02:00"),
        ("2026-03-29", "Europe/Malta", "2026-03-28T23:00"),
        ("2026-03-30", "Europe/Malta", "2026-03-29T22:00"),
        ("2026-11-01", "America/Havana", "2026-11-01T04:00"),  # the first of two midnights
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00"),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_a_day_begins_at(day: str, zone: str, start: str) -> None:
    assert day_start(date.fromisoformat(day), ZoneInfo(zone)) == datetime.fromisoformat(start).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "long"),
    [
        ("2026-03-29", "Europe/Malta", 23),
        ("2026-10-25", "Europe/Malta", 25),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2026-10-04", "Australia/Lord_Howe", 23.5),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2011-12-30", "Pacific/Apia", 0),
        ("2026-11-01", "America/Havana", 25),
    ],
)
def test_days_are_as_long_as_their_clocks_say(day: str, zone: str, long: float) -> None:
    assert length(day, zone) == timedelta(hours=long)


def test_an_hour_that_is_skipped_has_no_point_and_one_that_comes_again_has_two() -> None:
    spring, autumn = hours("2026-03-29", "Europe/Malta"), hours("2026-10-25", "Europe/Malta")
    assert len(spring) == 23
    assert "2026-03-29T02:00" not in {point.at for point in spring}
    assert len(autumn) == 25
    assert [point.fold for point in autumn if point.at == "2026-10-25T02:00"] == [0, 1]
    assert autumn == sorted(autumn)
    assert hours("2018-11-04", "America/Sao_Paulo")[0].at == "2018-11-04T01:00"
    assert hours("2011-12-30", "Pacific/Apia") == []


def test_the_previous_period_is_as_many_days_just_before() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 31)).previous() == Period(date(2026, 1, 29), date(2026, 2, 28))
    assert Period(date(2026, 3, 1), date(2026, 3, 1)).previous() == Period(date(2026, 2, 28), date(2026, 2, 28))


@pytest.mark.parametrize(("days", "interval"), [(1, Interval.HOUR), (3, Interval.HOUR), (4, Interval.DAY)])
def test_hours_up_to_three_days(days: int, interval: Interval) -> None:
    first = date(2026, 3, 1)
    assert Period(first, first + timedelta(days=days - 1)).natural_interval() is interval


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "America", "../etc/passwd", "\0"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        zone_of(name)


@given(
    st.sampled_from(ZONES),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    st.integers(1, 5),
    st.sampled_from(Interval),
)
def test_points_tile_the_period_in_whole_quarters(zone: str, first: date, days: int, interval: Interval) -> None:
    period = Period(first, first + timedelta(days=days - 1))
    info = ZoneInfo(zone)
    since, until = bounds(period, info)
    found = points(period, interval, info)
    starts = [start for _, start in found]
    assert starts == sorted(starts)
    assert bounds(period.previous(), info)[1] == since
    if found:
        assert starts[0] == since
        assert starts[-1] < until or interval is Interval.DAY
    for start in [*starts, until]:
        assert (start - datetime(1970, 1, 1, tzinfo=UTC)) % QUARTER == timedelta()
    assert len({point for point, _ in found}) == len(found)


@given(st.sampled_from(ZONES), st.integers(0, 100 * 365 * 86_400))
def test_a_moment_lies_in_the_day_that_its_local_clock_shows(zone: str, second: int) -> None:
    info = ZoneInfo(zone)
    moment = datetime(2000, 1, 2, tzinfo=UTC) + timedelta(seconds=second)
    local = moment.astimezone(info).date()
    since, until = bounds(Period(local, local), info)
    assert since <= moment < until
