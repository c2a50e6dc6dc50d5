"""Seats: an operator's players as small numbers, so that who was active is a set that is cheap to keep and to unite.

A seat is a player in one currency and country; a player has as many as it has bet in, nearly always one. A set of seats
is a roaring bitmap, stored in the format that all its libraries share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pyroaring import BitMap

NOBODY = BitMap().serialize()


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
        return len(self.people(seats))

    def people(self, seats: BitMap) -> BitMap:
        """The first seats of the players who have these."""
        several = seats & self._seats
        return (seats - several) | BitMap([self._first[seat] for seat in several])


def moved(seats: bytes, came: Iterable[int], went: Iterable[int] = ()) -> bytes:
    """A stored set with seats added and others taken out."""
    return ((BitMap.deserialize(seats) | BitMap(came)) - BitMap(went)).serialize()
