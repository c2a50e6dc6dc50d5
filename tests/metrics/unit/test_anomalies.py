"""What is usual of a series, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.anomalies import LEAST_SAMPLES, Judged, Unknown, Verdict, judge


def money(value: int | None, samples: list[int | None]) -> Judged:
    return judge(value, samples, count=False, negative=True)


def test_a_value_among_its_like_is_expected() -> None:
    judged = money(1_050, [1_000, 1_100, 900, 1_020, 980, 1_000])
    # The deviations from 1,000 are 0, 0, 20, 20, 100, 100: their median is 20, less than 5 % of 1,000.
    assert judged == Judged(850, 1_000, 1_150, 6, Verdict.EXPECTED)


@pytest.mark.parametrize(("value", "verdict"), [(500, Verdict.LOW), (1_500, Verdict.HIGH), (1_000, Verdict.EXPECTED)])
def test_far_from_the_median_is_unusual(value: int, verdict: Verdict) -> None:
    assert money(value, [1_000, 1_020, 980, 1_010, 990, 1_000, 1_005]).verdict is verdict


def test_a_few_odd_weeks_do_not_widen_the_range() -> None:
    steady: list[int | None] = [1_000, 1_020, 980, 1_010, 990, 1_000, 1_005]
    odd = [*steady[:5], 9_000, 0]
    assert money(1_500, odd).verdict is Verdict.HIGH
    assert money(500, odd).verdict is Verdict.LOW


def test_weeks_that_look_alike_leave_room_for_chance() -> None:
    assert money(1_100, [1_000] * 8).verdict is Verdict.EXPECTED  # three times five per cent
    assert money(1_200, [1_000] * 8).verdict is Verdict.HIGH
    counted = judge(120, [100] * 8, count=True, negative=False)
    assert (counted.low, counted.high, counted.verdict) == (70, 130, Verdict.EXPECTED)
    assert judge(131, [100] * 8, count=True, negative=False).verdict is Verdict.HIGH


def test_few_weeks_say_nothing() -> None:
    judged = money(1_000, [1_000] * (LEAST_SAMPLES - 1) + [None] * 6)
    assert (judged.verdict, judged.unknown, judged.samples) == (Verdict.UNKNOWN, Unknown.TOO_FEW, LEAST_SAMPLES - 1)


def test_what_is_undefined_or_rare_is_no_alarm() -> None:
    assert money(None, [1] * 8).unknown is Unknown.UNDEFINED
    assert money(500, [0, 0, 0, 0, 0, 7, 9]).unknown is Unknown.RARE


def test_what_cannot_lie_below_zero_has_no_such_range() -> None:
    assert judge(0, [3, 1, 2, 9, 4, 3, 2], count=True, negative=False).low == 0
    assert judge(0, [3, 1, -2, 9, 4, -30, 2], count=False, negative=True).low < 0


@given(st.lists(st.integers(-(10**15), 10**15), min_size=6, max_size=12), st.integers(-(10**15), 10**15))
def test_the_verdict_is_where_the_value_lies(samples: list[int], value: int) -> None:
    judged = money(value, list(samples))
    if judged.verdict is Verdict.UNKNOWN:
        assert judged.unknown is Unknown.RARE
        return
    assert judged.low <= judged.median <= judged.high
    assert (judged.verdict is Verdict.LOW) == (value < judged.low)
    assert (judged.verdict is Verdict.HIGH) == (value > judged.high)
