"""Parts, rounded so that they add up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.addends import rounded

AMOUNTS = st.lists(st.integers(-(10**12), 10**12), max_size=50)


@given(AMOUNTS, st.integers(1, 10**9), st.integers(-(10**12), 10**12))
def test_parts_add_up_to_the_rounded_whole_and_are_hardly_off(parts: list[int], scale: int, before: int) -> None:
    def shown(exact: int) -> int:
        return round(Fraction(exact, scale))

    found = rounded(parts, shown, before)
    assert sum(found) == shown(before + sum(parts)) - shown(before)
    assert all(abs(one - Fraction(part, scale)) <= 1 for one, part in zip(found, parts, strict=True))


@given(AMOUNTS, st.integers(0, 50), st.integers(1, 1000))
def test_pages_are_the_whole_cut_in_two(parts: list[int], at: int, scale: int) -> None:
    def shown(exact: int) -> int:
        return round(Fraction(exact, scale))

    first, rest = parts[:at], parts[at:]
    assert rounded(first, shown) + rounded(rest, shown, sum(first)) == rounded(parts, shown)
