"""A tally by the rows of each rollup: what is to be added where, ordered by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import add, itemgetter
from typing import Any, Final

from services.metrics.domain.calendar import QUARTER_SECONDS
from services.metrics.domain.days import calendars, day_of
from services.metrics.domain.rollups import MEASURES, PLAYER_MEASURES, SLICE, Rollup, Time
from services.metrics.domain.tally import Cell, CellKey, Tally

# Key (operator's number, time, dimensions) and sums, in the order of the rollup's columns.
Row = tuple[tuple[Any, ...], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """An operator's number in a batch, and its zone; None while it is not known."""

    number: int
    timezone: str | None


class Batch:
    """A tally whose seats and slices have their numbers.

    `seats` are by operator, player, currency and country, `slices` by operator and dimensions. What happened before
    `detail_since` is counted by days and in what is kept for ever only.
    """

    def __init__(
        self,
        tally: Tally,
        *,
        places: Mapping[str, Place],
        seats: Mapping[tuple[str, str, str, str], int],
        slices: Mapping[tuple[Any, ...], int],
        detail_since: datetime,
    ) -> None:
        self._cells = [(key, cell, slices[(key[0], *key[2:])]) for key, cell in tally.cells.items()]
        self._places = places
        self._seats = seats
        self._detail_since = int(detail_since.timestamp()) // QUARTER_SECONDS

    def rows(self, rollup: Rollup) -> list[Row]:
        """What is to be added to a rollup; what comes to nothing is left out."""
        found: dict[tuple[Any, ...], Sequence[int]] = {}
        dimensions, measures = _dimensions(rollup), _measures(rollup)
        for key, cell, number in self._cells:
            if rollup.detailed and key[1] < self._detail_since:
                continue
            times = self._times(rollup, key)
            for seat, whole in self._parts(rollup, key, cell):
                part = measures(whole)
                if any(part):
                    rest = dimensions((*key[2:], number, seat))
                    for time in times:
                        row = time + rest
                        known = found.get(row)
                        found[row] = part if known is None else tuple(map(add, known, part))
        return sorted((row, sums) for row, sums in found.items() if any(sums))

    def days(self) -> list[tuple[int, int, date]]:
        """All days that are touched: operator's number, calendar, day."""
        return sorted({time for key, _, _ in self._cells for time in self._days(key)})

    def _parts(self, rollup: Rollup, key: CellKey, cell: Cell) -> Iterator[tuple[int, Sequence[int]]]:
        """Seats with their sums; the whole slice, without a seat, for what does not tell players apart."""
        if not rollup.by_player:
            yield -1, cell.sums
            return
        operator, currency, country, seats = key[0], key[2], key[5], self._seats
        for player, sums in cell.players.items():
            yield seats[operator, player, currency, country], sums

    def _times(self, rollup: Rollup, key: CellKey) -> list[tuple[Any, ...]]:
        if rollup.time is Time.QUARTER:
            return [(self._places[key[0]].number, key[1])]
        return list(self._days(key))

    def _days(self, key: CellKey) -> Iterator[tuple[int, int, date]]:
        place = self._places[key[0]]
        for calendar, zone in calendars(place.timezone):
            yield place.number, calendar, day_of(key[1], zone)


_WHERE: Final = {name: place for place, name in enumerate((*SLICE, "slice", "seat"))}


@lru_cache
def _dimensions(rollup: Rollup) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return _picking([_WHERE[name] for name in rollup.dimensions])


@lru_cache
def _measures(rollup: Rollup) -> Callable[[Sequence[int]], tuple[int, ...]]:
    known = PLAYER_MEASURES if rollup.by_player else MEASURES
    return _picking([known.index(name) for name in rollup.measures])


def _picking(places: list[int]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that takes some of a sequence's items, as a tuple even of one."""
    if len(places) == 1:
        (place,) = places
        return lambda whole: (whole[place],)
    return itemgetter(*places)
