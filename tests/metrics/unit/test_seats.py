"""Sets of seats: distinct players out of them, whatever the operators, currencies and countries."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from services.metrics.domain.seats import NOBODY, ActiveSet, Further, RegionSeats, count, moved

BRANDS = [UUID(f"01890000-0000-7000-8000-00000000000{number}") for number in (1, 2)]
# operator, player, region, position
BETS = st.lists(st.tuples(st.sampled_from(BRANDS), st.integers(0, 5), st.integers(0, 2), st.integers(0, 5)))
TURN = 3


@given(BETS)
def test_players_are_counted_once_however_many_seats_they_have(bets: list[tuple[UUID, int, int, int]]) -> None:
    numbers: dict[tuple[UUID, int, int], int] = {}
    first: dict[tuple[UUID, int], int] = {}
    taken: defaultdict[UUID, int] = defaultdict(int)
    sets: list[ActiveSet] = []
    for operator, player, region, position in bets:
        if (operator, player, region) not in numbers:
            numbers[operator, player, region] = taken[operator]
            first.setdefault((operator, player), taken[operator])
            taken[operator] += 1
        sets.append(ActiveSet(operator, position, moved(NOBODY, [numbers[operator, player, region]])))
    regions = [
        RegionSeats(operator, str(region), "EUR", BitMap([number]).serialize())
        for (operator, _, region), number in numbers.items()
    ]
    further = {}
    for operator in BRANDS:
        pairs = [
            (number, first[operator, player])
            for (brand, player, _), number in numbers.items()
            if brand == operator and number != first[operator, player]
        ]
        further[operator] = Further([number for number, _ in pairs], [at for _, at in pairs])

    found = count(TURN, sets, regions, further)
    for position in range(6):
        wanted = {(operator, player) for operator, player, _, at in bets if at == position}
        assert found.by_position.get(position, 0) == len(wanted)
    assert found.current == len({(operator, player) for operator, player, _, at in bets if at >= TURN})
    assert found.previous == len({(operator, player) for operator, player, _, at in bets if at < TURN})
    for name in range(3):
        wanted = {(operator, player) for operator, player, region, at in bets if at >= TURN and region == name}
        assert found.by_region.get((str(name), "EUR"), 0) == len(wanted)


@given(st.sets(st.integers(0, 200_000)), st.sets(st.integers(0, 200_000)), st.sets(st.integers(0, 200_000)))
def test_a_stored_set_takes_in_and_gives_back(before: set[int], came: set[int], went: set[int]) -> None:
    stored = moved(moved(NOBODY, before), came, went)
    assert set(BitMap.deserialize(stored)) == (before | came) - went
