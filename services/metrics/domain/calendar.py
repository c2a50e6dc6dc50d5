"""Local calendars: periods of local days, the instants at which they begin, and the hours and days within them.

All instants are UTC. Since 2000 every zone's offset is a multiple of a quarter of an hour, which is how wide a rollup
bucket is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

QUARTER: Final = timedelta(minutes=15)
QUARTER_SECONDS: Final = 900
_DAY: Final = timedelta(days=1)
_HOURS_UP_TO: Final = 3  # days


class Interval(Enum):
    """The width of a point in a series."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from the first to the last, inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def each(self) -> Iterator[date]:
        """Its days, in order."""
        return (self.first + timedelta(days=number) for number in range(self.days))

    def previous(self) -> Period:
        """As many days, just before."""
        return Period(self.first - timedelta(days=self.days), self.first - _DAY)

    def weekdays(self) -> Period:
        """As many days, whole weeks earlier: the latest before it that begin on the same weekday."""
        back = timedelta(weeks=-(-self.days // 7))
        return Period(self.first - back, self.last - back)

    def last_year(self) -> Period:
        """The same days of the calendar a year earlier; 29 February is the 28th there."""
        return Period(_year_before(self.first), _year_before(self.last))

    def natural_interval(self) -> Interval:
        """Hours while they can be read, days beyond."""
        return Interval.HOUR if self.days <= _HOURS_UP_TO else Interval.DAY


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """One interval of a series: its local date and hour, and 1 for an hour that the clocks went through again."""

    at: str
    fold: int = 0


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # not found is a KeyError, a folder's name an OSError
        raise ValueError(f"{name!r} is not a time zone") from error


@lru_cache(maxsize=65_536)
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins.

    Where clocks skip midnight it is the moment of the change; where midnight comes twice, the first. A day that a
    zone skipped altogether (Apia, 30 December 2011) begins and ends at the same instant.
    """
    midnight = datetime.combine(day, time(), zone)
    start = midnight.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return start
    # Midnight does not exist: `start` is at or after the change; go back to it.
    while (start - QUARTER).astimezone(zone).date() >= day:
        start -= QUARTER
    return start


def bounds(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants between which a period lies: from, inclusive, and until, exclusive."""
    return day_start(period.first, zone), day_start(period.last + _DAY, zone)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local time of day; where clocks skip it, that of the change, where it comes twice, the first.

    It never lies outside the day.
    """
    moment, wanted = datetime.combine(day, at, zone).astimezone(UTC), datetime.combine(day, at)
    while (moment - QUARTER).astimezone(zone).replace(tzinfo=None) >= wanted:
        moment -= QUARTER
    return min(max(moment, day_start(day, zone)), day_start(day + _DAY, zone))


def quarter_before(moment: datetime) -> datetime:
    """The last whole quarter of an hour, up to a moment."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


@lru_cache(maxsize=1024)
def points(period: Period, interval: Interval, zone: ZoneInfo) -> tuple[tuple[Point, datetime], ...]:
    """Every interval of a period with the instant at which it begins, in order and without gaps."""
    if interval is Interval.DAY:
        return tuple((Point(day.isoformat()), day_start(day, zone)) for day in period.each())
    found: list[tuple[Point, datetime]] = []
    moment, until = bounds(period, zone)
    while moment < until:
        local = moment.astimezone(zone)
        point = Point(f"{local:%Y-%m-%dT%H}:00", local.fold)
        if not found or found[-1][0] != point:
            found.append((point, moment))
        moment += QUARTER
    return tuple(found)
