"""Seats: an operator's players as small numbers, so that who was active is a set that is cheap to keep and to unite.

A seat is a player in one currency and country; a player has as many as it has bet in, nearly always one. A set of seats
is a roaring bitmap, stored in the format that all its libraries share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pyroaring import BitMap

from services.metrics.domain.figures import Active

NOBODY = BitMap().serialize()


@dataclass(frozen=True, slots=True)
class ActiveSet:
    """The seats with a bet that stands in one bucket, and the position of the point to which it belongs."""

    operator_id: UUID
    position: int
    seats: bytes


@dataclass(frozen=True, slots=True)
class RegionSeats:
    """All seats of an operator in a country and currency."""

    operator_id: UUID
    country: str
    currency: str
    seats: bytes


class Further:
    """The seats of an operator that are not the first of their player, each with that first one."""

    def __init__(self, numbers: Sequence[int] = (), firsts: Sequence[int] = ()) -> None:
        self._first = dict(zip(numbers, firsts, strict=True))
        self._seats = BitMap(numbers)

    def players(self, seats: BitMap) -> int:
        """How many different players have these seats."""
        several = seats & self._seats
        if not several:
            return len(seats)
        return len((seats - several) | BitMap([self._first[seat] for seat in several]))


def moved(seats: bytes, came: Iterable[int], went: Iterable[int] = ()) -> bytes:
    """A stored set with seats added and others taken out."""
    return ((BitMap.deserialize(seats) | BitMap(came)) - BitMap(went)).serialize()


def count(
    turn: int, sets: Iterable[ActiveSet], regions: Iterable[RegionSeats], further: Mapping[UUID, Further]
) -> Active:
    """Distinct players at every position, before and from position `turn` on, and from there by country and currency.

    Players of different operators are different players.
    """
    by_point: defaultdict[tuple[UUID, int], list[BitMap]] = defaultdict(list)
    for one in sets:
        by_point[one.operator_id, one.position].append(BitMap.deserialize(one.seats))
    by_position: defaultdict[int, int] = defaultdict(int)
    by_period: defaultdict[tuple[UUID, bool], list[BitMap]] = defaultdict(list)
    nobody = Further()
    for (operator_id, position), parts in by_point.items():
        seats = BitMap.union(*parts)
        by_position[position] += further.get(operator_id, nobody).players(seats)
        by_period[operator_id, position >= turn].append(seats)
    present: dict[UUID, BitMap] = {}
    totals = {True: 0, False: 0}
    for (operator_id, current), parts in by_period.items():
        seats = BitMap.union(*parts)
        totals[current] += further.get(operator_id, nobody).players(seats)
        if current:
            present[operator_id] = seats
    by_region: defaultdict[tuple[str, str], int] = defaultdict(int)
    for region in regions:
        if region.operator_id in present:
            seats = present[region.operator_id] & BitMap.deserialize(region.seats)
            by_region[region.country, region.currency] += len(seats)
    return Active(by_position, totals[True], totals[False], by_region)
