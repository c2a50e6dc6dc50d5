"""Business time: which moments of an operator's zone count, and exact arithmetic over them, in microseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE: Final = 60_000_000
_DAY: Final = 1440 * _MINUTE
# No zone changes its offset twice within this time.
_STEP: Final = _DAY // 4
# So far ahead or back is looked for business time; beyond it there is taken to be none.
_HORIZON_DAYS: Final = 3_000


class Hours(NamedTuple):
    """Hours of a weekday (1 for Monday to 7), in whole minutes of the local day, the end excluded."""

    weekday: int
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an operator works: no hours at all means around the clock, holidays excepted."""

    timezone: str
    hours: tuple[Hours, ...] = ()
    holidays: frozenset[date] = frozenset()


class Calendar:
    """A moment is business time when the local clock shows a time within the hours of a day that is no holiday.

    So an hour that a clock change repeats counts twice and one that it skips not at all.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._zone = ZoneInfo(schedule.timezone)
        self._holidays = schedule.holidays
        self._always = not schedule.hours and not schedule.holidays
        self._weekdays: dict[int, list[tuple[int, int]]] = {
            weekday: sorted((h.from_minute, h.until_minute) for h in schedule.hours if h.weekday == weekday)
            if schedule.hours
            else [(0, 1440)]
            for weekday in range(1, 8)
        }
        self._days: dict[int, tuple[tuple[int, int], ...]] = {}

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The business time from one moment to a later one; negative when it is earlier."""
        if end < start:
            return -self.between(end, start)
        if self._always:
            return end - start
        first, last = _ticks(start), _ticks(end)
        total = 0
        for day in range(first // _DAY, last // _DAY + 1):
            for begins, ends in self._spans(day):
                total += max(0, min(ends, last) - max(begins, first))
        return total * _MICROSECOND

    def after(self, start: datetime, span: timedelta) -> datetime | None:
        """The first moment at which so much business time has passed; for a negative span the last one before.

        None when it is years away.
        """
        if self._always or not span:
            return start + span
        left = span // _MICROSECOND
        found = self._forward(_ticks(start), left) if left > 0 else self._back(_ticks(start), -left)
        return None if found is None else _EPOCH + found * _MICROSECOND

    def _forward(self, start: int, left: int) -> int | None:
        for day in range(start // _DAY, start // _DAY + _HORIZON_DAYS):
            for begins, ends in self._spans(day):
                begins = max(begins, start)
                if ends - begins >= left:
                    return begins + left
                left -= max(0, ends - begins)
        return None

    def _back(self, start: int, left: int) -> int | None:
        for day in range(start // _DAY, start // _DAY - _HORIZON_DAYS, -1):
            for begins, ends in reversed(self._spans(day)):
                ends = min(ends, start)
                if ends - begins >= left:
                    return ends - left
                left -= max(0, ends - begins)
        return None

    def _spans(self, day: int) -> tuple[tuple[int, int], ...]:
        """The business time within a day of UTC, as microseconds since 1970."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = tuple(self._spans_of(day * _DAY))
        return known

    def _spans_of(self, midnight: int) -> Iterator[tuple[int, int]]:
        for begins, ends, offset in self._stretches(midnight):
            # Within a stretch local time runs as UTC does, so hours cut out whole pieces of it.
            first, last = (begins + offset) // _DAY, (ends - 1 + offset) // _DAY
            for local in range(first, last + 1):
                shown = _EPOCH.date() + timedelta(days=local)
                if shown in self._holidays:
                    continue
                for from_minute, until_minute in self._weekdays[shown.isoweekday()]:
                    opens = max(begins, local * _DAY + from_minute * _MINUTE - offset)
                    closes = min(ends, local * _DAY + until_minute * _MINUTE - offset)
                    if opens < closes:
                        yield opens, closes

    def _stretches(self, midnight: int) -> Iterator[tuple[int, int, int]]:
        """A day of UTC cut where the zone's offset changes: (begin, end, offset)."""
        begins, offset = midnight, self._offset(midnight)
        for step in range(midnight + _STEP, midnight + _DAY + 1, _STEP):
            if self._offset(step) != offset:
                low, high = step - _STEP, step
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
                yield begins, high, offset
                begins, offset = high, self._offset(high)
        if begins < midnight + _DAY:
            yield begins, midnight + _DAY, offset

    def _offset(self, at: int) -> int:
        moment = (_EPOCH + at * _MICROSECOND).astimezone(self._zone)
        return (moment.utcoffset() or timedelta()) // _MICROSECOND


@lru_cache(maxsize=256)
def calendar_of(schedule: Schedule) -> Calendar:
    """The calendar of a schedule; the days that one has worked out serve everybody."""
    return Calendar(schedule)


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
