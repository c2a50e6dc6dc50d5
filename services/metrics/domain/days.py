"""Business days as rollups keep them: the calendars there are, and to which day a quarter of an hour belongs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from services.metrics.domain.calendar import QUARTER_SECONDS, day_start, zone_of

# The calendars: the operator's own zone, and UTC.
OWN: Final = 0
IN_UTC: Final = 1

_DAY: Final = timedelta(days=1)
_UTC: Final = zone_of("UTC")
_UTC_NAMES: Final = frozenset(
    prefix + name
    for prefix in ("", "Etc/")
    for name in ("UTC", "UCT", "Zulu", "Universal", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich")
)


def is_utc(zone: str) -> bool:
    """Whether a zone's days are those of UTC: then one calendar, the operator's own, is both."""
    return zone in _UTC_NAMES


def calendars(zone: str | None) -> tuple[tuple[int, ZoneInfo], ...]:
    """The calendars in which an operator's days are kept, with their zones; None while its zone is not known."""
    if zone is None:
        return ((IN_UTC, _UTC),)
    if is_utc(zone):
        return ((OWN, _UTC),)
    return ((OWN, zone_of(zone)), (IN_UTC, _UTC))


@lru_cache(maxsize=100_000)
def day_of(quarter: int, zone: ZoneInfo) -> date:
    """The day that a quarter belongs to: the latest that had begun by then, as `day_start` tells.

    Where clocks go back over midnight, a day that has begun goes on though they show the one before.
    """
    moment = datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)
    day = moment.astimezone(zone).date()
    while day_start(day + _DAY, zone) <= moment:
        day += _DAY
    while day_start(day, zone) > moment:
        day -= _DAY
    return day


def marks(first: datetime, last: datetime, zone: ZoneInfo) -> tuple[Sequence[date], Sequence[datetime]]:
    """The days between two instants, and the instants at which they begin."""
    day, end = first.astimezone(zone).date() - _DAY, last.astimezone(zone).date() + _DAY
    days = [day + timedelta(days=number) for number in range((end - day).days + 1)]
    return days, [day_start(one, zone) for one in days]
