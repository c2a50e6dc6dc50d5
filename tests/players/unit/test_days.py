"""Business days: where clocks change, days begin when they do there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.players.domain.days import day_start, last_days


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("America/Sao_Paulo", date(2026, 11, 23), "2026-11-23T03:00:00"),
        ("Europe/Lisbon", date(2026, 3, 29), "2026-03-29T00:00:00"),  # the clocks change at one
        ("Europe/Lisbon", date(2026, 3, 30), "2026-03-29T23:00:00"),
        ("Europe/Lisbon", date(2026, 10, 25), "2026-10-24T23:00:00"),
        ("Europe/Lisbon", date(2026, 10, 26), "2026-10-26T00:00:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00"),  # midnight was skipped
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00"),  # likewise
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00"),  # midnight comes twice
        ("Asia/Kathmandu", date(2026, 11, 1), "2026-10-31T18:15:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00"),  # a day that never was
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00"),
    ],
)
def test_a_day_begins_when_it_does_there(zone: str, day: date, start: str) -> None:
    assert day_start(day, ZoneInfo(zone)) == datetime.fromisoformat(f"{start}+00:00")


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Europe/Lisbon", "Africa/Cairo", "America/Havana", "UTC"])
def test_every_moment_lies_in_the_day_that_its_clock_shows(zone: str) -> None:
    there = ZoneInfo(zone)
    for hours in range(0, 24 * 400, 7):
        now = datetime(2025, 12, 1, 0, 59, 59, tzinfo=UTC) + timedelta(hours=hours)
        found = last_days(now, there, 3)
        assert found.days[-1] == now.astimezone(there).date()
        assert found.starts[2] <= now < found.starts[3]
        assert [start.astimezone(there).date() for start in found.starts[:3]] == list(found.days)
        assert len(found.starts) == 4
