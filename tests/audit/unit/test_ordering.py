"""Order per source: whatever comes twice, late or out of order, each number is accepted once and in turn."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.entries import Announced
from services.audit.domain.ordering import arrange


def event(seq: int, source: str = "s", other: int = 0) -> Announced:
    """An event of a source; `other` makes it another one of the same number."""
    return Announced(UUID(int=seq * 10 + other), source, seq, "t", "", "", "a.b", b"")


def numbers(events: list[Announced]) -> list[int]:
    """Their numbers."""
    return [each.seq for each in events]


def test_the_next_number_is_accepted_and_moves_the_mark() -> None:
    marks = {"s": 4}
    arranged = arrange(marks, [event(5), event(6)])
    assert (numbers(arranged.accepted), arranged.seen, arranged.waiting) == ([5, 6], [], [])
    assert marks == {"s": 6}


def test_a_source_never_heard_of_starts_at_one() -> None:
    marks: dict[str, int] = {}
    arranged = arrange(marks, [event(1), event(3, "late")])
    assert (numbers(arranged.accepted), numbers(arranged.waiting)) == ([1], [3])
    assert marks == {"s": 1, "late": 0}


def test_a_number_up_to_the_mark_has_been_seen() -> None:
    arranged = arrange({"s": 4}, [event(4), event(1)])
    assert (arranged.accepted, numbers(arranged.seen)) == ([], [4, 1])


def test_a_gap_makes_later_ones_wait_and_its_filling_lets_them_go_on() -> None:
    marks = {"s": 1}
    arranged = arrange(marks, [event(4), event(3), event(2), event(6)])
    assert (numbers(arranged.accepted), numbers(arranged.waiting)) == ([2, 3, 4], [6])
    assert marks == {"s": 4}


def test_two_events_of_one_number_are_both_kept_in_sight() -> None:
    arranged = arrange({"s": 1}, [event(3), event(3, other=1), event(2), event(5), event(5, other=1)])
    assert numbers(arranged.accepted) == [2, 3]
    assert [each.event_id.int for each in arranged.seen] == [31]
    assert [each.event_id.int for each in arranged.waiting] == [50, 51]


@given(
    st.lists(st.integers(1, 12), max_size=40),
    st.lists(st.integers(1, 12), max_size=40),
    st.lists(st.integers(1, 10), min_size=1, max_size=10),
)
def test_any_delivery_accepts_each_number_once_in_order_and_loses_none(
    one: list[int], other: list[int], sizes: list[int]
) -> None:
    """Batches of any size; what waits comes again, as parked events do."""
    deliveries = [each for pair in zip(_of("one", one), _of("other", other), strict=False) for each in pair]
    marks: dict[str, int] = {}
    accepted: list[Announced] = []
    waiting: list[Announced] = []
    at = 0
    for size in sizes * 20:
        arranged = arrange(marks, [*deliveries[at : at + size], *waiting])
        accepted += arranged.accepted
        waiting = arranged.waiting
        at += size
    for source in ("one", "other"):
        given_ = {each.seq for each in deliveries if each.source == source}
        ours = [each.seq for each in accepted if each.source == source]
        reach = next(n for n in range(1, 14) if n not in given_) - 1
        if at >= len(deliveries):
            assert ours == list(range(1, reach + 1))
        assert marks.get(source, 0) == len(ours)
        assert all(each.seq > marks[source] + 1 for each in waiting if each.source == source)


def _of(source: str, seqs: list[int]) -> list[Announced]:
    return [event(seq, source) for seq in seqs]
