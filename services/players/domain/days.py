"""Business days: the operator's local days, and the moments at which they begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_STEP = timedelta(minutes=15)  # every offset since 2000 is a multiple of it


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive local days. `starts` holds one moment more than there are days: the end of the last."""

    days: tuple[date, ...]
    starts: tuple[datetime, ...]


def last_days(now: datetime, zone: ZoneInfo, count: int) -> Days:
    """The day that is today in a zone and those before it, `count` in all, oldest first."""
    today = now.astimezone(zone).date()
    days = tuple(today - _DAY * back for back in range(count - 1, -1, -1))
    return Days(days, tuple(day_start(day, zone) for day in (*days, today + _DAY)))


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a local day begins, in UTC.

    Where clocks skip midnight it is the moment of the change; where midnight comes twice, the first.
    """
    midnight = datetime.combine(day, time(), zone)
    start = midnight.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) != midnight.replace(tzinfo=None):
        while (start - _STEP).astimezone(zone).date() >= day:
            start -= _STEP
    return start
