"""Calendar months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from kit.month import Month, month_of

# Seconds since 1970, from 2000 to 2999.
moments = st.integers(946_684_800, 32_503_679_999).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(moments)
def test_a_moment_lies_in_its_month(moment: datetime) -> None:
    month = month_of(moment)
    assert month.start <= moment < month.next.start
    assert (month.start.day, month.start.tzinfo) == (1, UTC)


def test_december_is_followed_by_january() -> None:
    assert Month(2023, 12).next == Month(2024, 1)


def test_months_are_those_of_utc() -> None:
    west = timezone(timedelta(hours=-3))
    assert month_of(datetime(2026, 10, 31, 22, tzinfo=west)) == Month(2026, 11)
