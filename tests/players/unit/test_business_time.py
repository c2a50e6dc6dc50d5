"""Business time: exact over clock changes, half-hour zones, nights and holidays; adding and measuring agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.players.domain.tickets.calendar import Calendar, Hours, Schedule

OFFICE = tuple(Hours(day, 540, 1080) for day in range(1, 6))
ZONES = ("America/Sao_Paulo", "America/New_York", "Europe/Malta", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


def at(zone: str, *moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any hours that do not overlap, up to three a weekday, some touching midnight; some holidays."""
    found = []
    for day in draw(st.sets(st.integers(1, 7), min_size=1)):
        edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=6)))
        found += [Hours(day, a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if b - a >= 30]
    found = found or [Hours(1, 0, 1440)]
    days = draw(st.sets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=5))
    return Schedule(draw(st.sampled_from(ZONES)), tuple(found), frozenset(days))


MOMENTS = st.integers(0, 900 * 86_400 * 10**6).map(
    lambda us: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(days=1))
unhurried = settings(deadline=None)


@unhurried
@given(schedules(), MOMENTS, SPANS)
def test_what_was_added_is_measured(schedule: Schedule, start: datetime, span: timedelta) -> None:
    calendar = Calendar(schedule)
    end = calendar.after(start, span)
    assert end is not None
    assert calendar.between(start, end) == span
    # It is the first such moment: a microsecond before there was less.
    assert calendar.between(start, end - timedelta(microseconds=1)) == span - timedelta(microseconds=1)


@unhurried
@given(schedules(), MOMENTS, SPANS)
def test_what_was_taken_away_is_measured(schedule: Schedule, end: datetime, span: timedelta) -> None:
    calendar = Calendar(schedule)
    start = calendar.after(end, -span)
    assert start is not None
    assert start < end
    assert calendar.between(start, end) == span
    assert calendar.between(end, start) == -span


@unhurried
@given(schedules(), MOMENTS, MOMENTS, MOMENTS)
def test_parts_add_up(schedule: Schedule, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    calendar = Calendar(schedule)
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)


@unhurried
@given(schedules(), MOMENTS)
def test_a_minute_counts_when_the_local_clock_says_so(schedule: Schedule, start: datetime) -> None:
    minute = start.replace(second=0, microsecond=0)
    local = minute.astimezone(ZoneInfo(schedule.timezone))
    if local.second:  # a zone whose offset is no whole minute
        return
    shown = local.hour * 60 + local.minute
    counts = local.date() not in schedule.holidays and any(
        h.weekday == local.isoweekday() and h.from_minute <= shown < h.until_minute for h in schedule.hours
    )
    measured = Calendar(schedule).between(minute, minute + timedelta(minutes=1))
    assert measured == (timedelta(minutes=1) if counts else timedelta())


def test_around_the_clock_is_plain_time() -> None:
    calendar = Calendar(Schedule("America/Sao_Paulo"))
    start = datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert calendar.after(start, hours(100)) == start + hours(100)
    assert calendar.between(start, start + hours(100)) == hours(100)


def test_a_weekend_and_a_holiday_do_not_count() -> None:
    calendar = Calendar(Schedule("Europe/Malta", OFFICE, frozenset({date(2026, 3, 2)})))
    friday = at("Europe/Malta", 2026, 2, 27, 17, 0)
    assert calendar.after(friday, hours(2)) == at("Europe/Malta", 2026, 3, 3, 10, 0)  # Monday is the holiday
    assert calendar.between(friday, at("Europe/Malta", 2026, 3, 3, 9, 0)) == hours(1)
    assert calendar.after(at("Europe/Malta", 2026, 2, 28, 12, 0), hours(-1)) == friday


def test_holidays_count_around_the_clock_too() -> None:
    calendar = Calendar(Schedule("UTC", (), frozenset({date(2026, 12, 25)})))
    eve = datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert calendar.after(eve, hours(2)) == datetime(2026, 12, 26, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "expected"),
    [((2026, 3, 8), 2), ((2026, 11, 1), 4), ((2026, 3, 9), 3)],
    ids=["an hour is skipped", "an hour comes twice", "an ordinary day"],
)
def test_clock_changes_within_hours(day: tuple[int, int, int], expected: int) -> None:
    night = Calendar(Schedule("America/New_York", tuple(Hours(d, 0, 180) for d in range(1, 8))))
    start = at("America/New_York", *day)
    assert night.between(start, start + hours(20)) == hours(expected)


def test_an_hour_that_comes_twice_counts_twice_and_what_lies_between_does_not() -> None:
    # 01:00 to 01:30 on the day when the clocks go back from 02:00 to 01:00.
    calendar = Calendar(Schedule("America/New_York", (Hours(7, 60, 90),)))
    first = at("America/New_York", 2026, 11, 1, 1, 0)
    assert calendar.between(first, first + hours(3)) == hours(1)
    assert calendar.after(first, timedelta(minutes=45)) == at("America/New_York", 2026, 11, 1, 1, 15, fold=1)


def test_hours_over_midnight_are_two_pieces_that_join() -> None:
    calendar = Calendar(Schedule("Asia/Kolkata", (Hours(5, 1320, 1440), Hours(6, 0, 120))))
    start = at("Asia/Kolkata", 2026, 5, 1, 22, 0)  # a Friday
    assert calendar.after(start, hours(3)) == at("Asia/Kolkata", 2026, 5, 2, 1, 0)
    assert calendar.between(start - hours(5), start + hours(12)) == hours(4)


def test_a_half_hour_clock_change() -> None:
    calendar = Calendar(Schedule("Australia/Lord_Howe", (Hours(7, 0, 240),)))
    start = at("Australia/Lord_Howe", 2026, 4, 5, 0, 0)  # back by half an hour at 02:00
    assert calendar.between(start, start + hours(12)) == hours(4.5)


def test_business_time_that_never_comes_is_none() -> None:
    only_mondays = Calendar(Schedule("UTC", (Hours(1, 0, 1),)))
    assert only_mondays.after(datetime(2026, 1, 1, tzinfo=UTC), hours(1000)) is None
