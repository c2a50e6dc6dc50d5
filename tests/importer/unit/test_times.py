"""Times: read into UTC from whatever form and zone the file has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.times import BadTime, TimeFormat, check_range

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-11-20T19:44:19Z", datetime(2021, 11, 20, 19, 44, 19, tzinfo=UTC)),
        ("2021-11-20T19:44:19.123456-03:00", datetime(2021, 11, 20, 22, 44, 19, 123456, tzinfo=UTC)),
        (" 2021-11-20 19:44 ", datetime(2021, 11, 20, 19, 44, tzinfo=UTC)),
        ("2021-11-20", datetime(2021, 11, 20, tzinfo=UTC)),
    ],
)
def test_reads_iso(text: str, expected: datetime) -> None:
    assert TimeFormat().read(text) == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("epoch_seconds", "1637437459"),
        ("epoch_millis", "1637437459000"),
        ("epoch_micros", "1637437459000000"),
        ("%d/%m/%Y %H:%M:%S", "20/11/2021 19:44:19"),
    ],
)
def test_reads_other_forms(form: str, text: str) -> None:
    assert TimeFormat(form).read(text) == datetime(2021, 11, 20, 19, 44, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "text"),
    [("iso", "yesterday"), ("iso", "2021-13-01"), ("iso", ""), ("epoch_seconds", "1.5"), ("epoch_millis", "9" * 19)],
)
def test_refuses_what_is_no_time(form: str, text: str) -> None:
    with pytest.raises(BadTime, match="is not"):
        TimeFormat(form).read(text)


def test_naive_times_are_of_the_declared_zone() -> None:
    local = TimeFormat(zone=SAO_PAULO)
    assert local.read("2021-11-20 22:00:00") == datetime(2021, 11, 21, 1, tzinfo=UTC)
    assert local.read("2021-11-20T22:00:00Z") == datetime(2021, 11, 20, 22, tzinfo=UTC)


def test_clock_changes() -> None:
    new_york = TimeFormat(zone=ZoneInfo("America/New_York"))
    # 01:30 happened twice on this day: the first is meant.
    assert new_york.read("2021-11-07 01:30") == datetime(2021, 11, 7, 5, 30, tzinfo=UTC)
    with pytest.raises(BadTime, match="did not exist in America/New_York"):
        new_york.read("2021-03-14 02:30")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_comes_back(moment: datetime) -> None:
    assert TimeFormat().read(moment.isoformat()) == moment
    assert TimeFormat().read(moment.astimezone(SAO_PAULO).isoformat()) == moment
    micros = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert TimeFormat("epoch_micros").read(str(micros)) == moment


def test_bounds_are_those_of_the_door() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    check_range(now + timedelta(minutes=5), now)
    with pytest.raises(BadTime, match="future"):
        check_range(now + timedelta(minutes=6), now)
    with pytest.raises(BadTime, match="before 2000"):
        check_range(datetime(1999, 12, 31, tzinfo=UTC), now)
