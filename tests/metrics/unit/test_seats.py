"""Sets of seats: distinct players out of them, whatever the operators, currencies and countries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from services.metrics.domain.seats import NOBODY, Further, moved

# player, region: the order in which seats are taken
BETS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=20)


@given(BETS, st.data())
def test_players_are_counted_once_however_many_seats_they_have(
    bets: list[tuple[int, int]], data: st.DataObject
) -> None:
    numbers: dict[tuple[int, int], int] = {}
    first: dict[int, int] = {}
    for player, region in bets:
        number = numbers.setdefault((player, region), len(numbers))
        first.setdefault(player, number)
    pairs = [(number, first[player]) for (player, _), number in numbers.items() if number != first[player]]
    further = Further([number for number, _ in pairs], [at for _, at in pairs])
    there = data.draw(st.sets(st.sampled_from(sorted(numbers)))) if numbers else set()
    assert further.players(BitMap([numbers[seat] for seat in there])) == len({player for player, _ in there})


@given(st.sets(st.integers(0, 200_000)), st.sets(st.integers(0, 200_000)), st.sets(st.integers(0, 200_000)))
def test_a_stored_set_takes_in_and_gives_back(before: set[int], came: set[int], went: set[int]) -> None:
    stored = moved(moved(NOBODY, before), came, went)
    assert set(BitMap.deserialize(stored)) == (before | came) - went
