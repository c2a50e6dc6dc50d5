"""What is asked of figures: which operators and days, compared with what, by which calendar, in which currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import Enum
from uuid import UUID

from services.metrics.domain.calendar import Interval, Period


class Compare(Enum):
    """The earlier period beside the one asked for."""

    PREVIOUS = "previous"
    WEEKDAYS = "weekdays"
    YEAR = "year"
    NONE = "none"


class Calendar(Enum):
    """Where days begin: at midnight of the operator's zone, or of UTC. The value is how rows of days name it."""

    OPERATOR = 0
    UTC = 1


@dataclass(frozen=True, slots=True)
class Filter:
    """The part of the activity that counts; an empty tuple leaves everything in."""

    countries: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    games: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def of_seats(self) -> bool:
        """Whether a player's seat alone tells what is left out: by country and currency."""
        return not (self.providers or self.games or self.categories or self.devices or self.channels)

    @property
    def of_games(self) -> bool:
        """Whether a game's row alone tells what is left out: by game, provider, category and currency."""
        return not (self.countries or self.devices or self.channels)


@dataclass(frozen=True, slots=True)
class Query:
    """A question about figures; no `interval` leaves it to us, no `reporting` each currency by itself.

    `against` is an earlier period of its own instead of the one that `compare` makes.
    """

    operator_ids: Sequence[UUID]
    period: Period
    interval: Interval | None = None
    compare: Compare = Compare.PREVIOUS
    calendar: Calendar = Calendar.OPERATOR
    reporting: str = ""
    filter: Filter = Filter()
    against: Period | None = None
