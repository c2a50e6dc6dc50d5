"""Who won, lost, deposited and withdrew most: players' sums added up over days, and the rankings of them.

Sums of days are columns of whole numbers with a row for each seat. They are added up as 64-bit integers while these
surely hold them, else as integers of any size: exact either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from services.metrics.domain.conversion import minor

MEASURES: Final = ("stakes", "settled_stakes", "payouts", "deposited", "withdrawn")
_STAKES, _SETTLED, _PAYOUTS, _DEPOSITED, _WITHDRAWN = range(len(MEASURES))
_FITS: Final = 2**62
NOT_SEEN: Final = -1


@dataclass(frozen=True, slots=True)
class DaySums:
    """What players did on a day in one currency: seats, each once, and the measures, a row each."""

    currency: str
    seats: NDArray[np.int32]
    sums: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Bytes held."""
        return int(self.seats.nbytes + self.sums.nbytes)

    def most(self) -> int:
        """The largest amount there is."""
        return max((int(abs(self.sums.max())), int(abs(self.sums.min()))), default=0) if self.sums.size else 0

    def within(self, left: NDArray[np.bool_]) -> DaySums:
        """Only those whose seat is left in."""
        kept = left[self.seats]
        return DaySums(self.currency, self.seats[kept], self.sums[:, kept])


@dataclass(frozen=True, slots=True)
class Weighed:
    """A day's sums, by how much a minor unit of them counts, and the number of the currency in which they are shown."""

    day: DaySums
    weight: int
    shown: int


@dataclass(frozen=True, slots=True)
class Added:
    """Sums by seat over several days; no absolute value exceeds `bound`, `shown` is the number of a seat's currency."""

    sums: NDArray[Any]
    shown: NDArray[np.int16]
    bound: int

    @property
    def size(self) -> int:
        """Bytes held, about."""
        return int(self.sums.size * (8 if self.sums.dtype == np.int64 else 40) + self.shown.nbytes)


@dataclass(frozen=True, slots=True)
class Leader:
    """A player's sums over a period in the currency shown, in minor units."""

    operator_id: UUID
    seat: int
    currency: str
    turnover: int
    ggr: int
    deposits: int
    withdrawals: int


@dataclass(frozen=True, slots=True)
class Leaders:
    """The rankings."""

    winners: Sequence[Leader] = ()
    losers: Sequence[Leader] = ()
    depositors: Sequence[Leader] = ()
    withdrawers: Sequence[Leader] = ()

    def everybody(self) -> list[Leader]:
        """All of them, one after the other."""
        return [*self.winners, *self.losers, *self.depositors, *self.withdrawers]


def nothing() -> Added:
    """The sums of no day."""
    return Added(np.zeros((len(MEASURES), 0), np.int64), np.zeros(0, np.int16), 0)


def add(before: Added, days: Sequence[Weighed]) -> Added:
    """Sums with those of more days on top."""
    seats = max((int(one.day.seats.max()) + 1 for one in days if one.day.seats.size), default=0)
    size = max(seats, before.shown.size)
    bound = before.bound + sum(one.day.most() * one.weight for one in days)
    kind: Any = np.int64 if max(bound, *(one.weight for one in days), 0) < _FITS else object
    sums = np.zeros((len(MEASURES), size), kind)
    sums[:, : before.shown.size] = before.sums
    shown = np.full(size, NOT_SEEN, np.int16)
    shown[: before.shown.size] = before.shown
    for one in days:
        amounts = one.day.sums.astype(kind, copy=False)
        sums[:, one.day.seats] += amounts * one.weight if one.weight != 1 else amounts
        shown[one.day.seats] = one.shown
    return Added(sums, shown, bound)


def merged(added: Added, players: Mapping[int, int]) -> Added:
    """Sums of which the further seats of players count at another one, if both are shown in the same currency."""
    sums, shown = added.sums.copy(), added.shown.copy()
    at: dict[tuple[int, int], int] = {}
    for seat, first in sorted(players.items()):
        if seat >= shown.size or shown[seat] == NOT_SEEN:
            continue
        stays = at.setdefault((first, int(shown[seat])), seat)
        if stays != seat:
            sums[:, stays] += sums[:, seat]
            sums[:, seat] = 0
            shown[seat] = NOT_SEEN
    return Added(sums, shown, added.bound)


def leaders(operator_id: UUID, added: Added, currencies: Sequence[str], scale: int, size: int) -> Leaders:
    """An operator's first `size` of each ranking in each currency; equal ones in the order of their seats."""
    ggr = added.sums[_SETTLED] - added.sums[_PAYOUTS]

    def first(values: NDArray[Any]) -> list[Leader]:
        return [
            _leader(operator_id, added, ggr, int(seat), currency, scale)
            for number, currency in enumerate(currencies)
            for seat in _largest(values, added.shown == number, size)
        ]

    return Leaders(first(-ggr), first(ggr), first(added.sums[_DEPOSITED]), first(added.sums[_WITHDRAWN]))


def _largest(values: NDArray[Any], among: NDArray[np.bool_], size: int) -> list[int]:
    seats = np.flatnonzero(among & (values > 0).astype(bool))
    if seats.size > size:
        # All who have what the last one of them has: which of these come in is told by their seats, not by chance.
        least = np.partition(values[seats], seats.size - size)[seats.size - size]
        seats = seats[(values[seats] >= least).astype(bool)]
    return sorted((int(seat) for seat in seats), key=lambda seat: (-values[seat], seat))[:size]


def _leader(operator_id: UUID, added: Added, ggr: NDArray[Any], seat: int, currency: str, scale: int) -> Leader:
    def shown(value: Any) -> int:
        return minor(int(value), scale)

    sums = added.sums[:, seat]
    return Leader(
        operator_id,
        seat,
        currency,
        shown(sums[_STAKES]),
        shown(ggr[seat]),
        shown(sums[_DEPOSITED]),
        shown(sums[_WITHDRAWN]),
    )


def together(several: Iterable[Leaders], size: int) -> Leaders:
    """The first `size` of several operators' rankings: the first of each currency before the second of each."""
    known = list(several)

    def merge(rankings: Iterable[Sequence[Leader]], key: Any) -> list[Leader]:
        by_currency: dict[str, list[Leader]] = {}
        for one in sorted((leader for ranking in rankings for leader in ranking), key=key):
            by_currency.setdefault(one.currency, []).append(one)
        places = [
            (place, currency, one) for currency, ranking in by_currency.items() for place, one in enumerate(ranking)
        ]
        return [one for _, _, one in sorted(places, key=lambda found: found[:2])][:size]

    return Leaders(
        merge((one.winners for one in known), lambda one: (one.ggr, one.operator_id, one.seat)),
        merge((one.losers for one in known), lambda one: (-one.ggr, one.operator_id, one.seat)),
        merge((one.depositors for one in known), lambda one: (-one.deposits, one.operator_id, one.seat)),
        merge((one.withdrawers for one in known), lambda one: (-one.withdrawals, one.operator_id, one.seat)),
    )
