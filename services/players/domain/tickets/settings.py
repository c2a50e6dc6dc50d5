"""How an operator wants its tickets handled: business hours, targets, categories; and what makes settings good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from kit.errors import InvalidField
from services.players.domain.tickets.calendar import Calendar, Hours, Schedule, calendar_of
from services.players.domain.tickets.ticket import Priority

OTHER: Final = "other"
_WEEK: Final = 7 * 1440
_WEEKS: Final = 52
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Target(NamedTuple):
    """Minutes of business time until the first reply and until the solution; 0 for no target."""

    first_reply_minutes: int
    resolution_minutes: int


_NO_TARGET: Final = Target(0, 0)
_TARGETS: Final[Mapping[Priority, Target]] = {
    Priority.URGENT: Target(15, 240),
    Priority.HIGH: Target(60, 480),
    Priority.NORMAL: Target(240, 1440),
    Priority.LOW: Target(480, 4320),
}
_CATEGORIES: Final = (
    "account",
    "verification",
    "deposit",
    "withdrawal",
    "bonus",
    "game",
    "technical",
    "responsible_gaming",
    "complaint",
    OTHER,
)


@dataclass(frozen=True, slots=True)
class TicketSettings:
    """The settings of one operator; as they stand here where nobody has set any, at revision 0."""

    timezone: str
    hours: tuple[Hours, ...] = ()
    holidays: tuple[date, ...] = ()
    targets: Mapping[Priority, Target] = field(default_factory=lambda: dict(_TARGETS))
    categories: tuple[str, ...] = _CATEGORIES
    close_solved_days: int = 7
    revision: int = 0

    @property
    def calendar(self) -> Calendar:
        """The operator's business time."""
        return calendar_of(Schedule(self.timezone, self.hours, frozenset(self.holidays)))

    def first_reply(self, priority: Priority) -> timedelta | None:
        """How fast a first reply is wanted; None without target."""
        return _minutes(self.targets.get(priority, _NO_TARGET).first_reply_minutes)

    def resolution(self, priority: Priority) -> timedelta | None:
        """How fast a solution is wanted; None without target."""
        return _minutes(self.targets.get(priority, _NO_TARGET).resolution_minutes)

    def facts(self) -> dict[str, Any]:
        """The settings as an audit record compares them."""
        return {
            "hours": [f"{_DAYS[h.weekday - 1]} {_clock(h.from_minute)}-{_clock(h.until_minute)}" for h in self.hours],
            "holidays": list(self.holidays),
            "targets": {
                priority.name.lower(): {"first_reply": target[0], "resolution": target[1]}
                for priority, target in self.targets.items()
            },
            "categories": list(self.categories),
            "close_solved_days": self.close_solved_days,
            "revision": self.revision,
        }

    def check(self) -> None:
        """Raises InvalidField for hours that overlap or end before they begin, and targets out of their reach."""
        last: Hours | None = None
        for hours in sorted(self.hours):
            if hours.from_minute >= hours.until_minute:
                raise InvalidField("settings.hours", "hours must end after they begin")
            if last is not None and last.weekday == hours.weekday and hours.from_minute < last.until_minute:
                raise InvalidField("settings.hours", "hours of one weekday must not overlap")
            last = hours
        weekly = sum(hours.until_minute - hours.from_minute for hours in self.hours) or _WEEK
        longest = max((max(target) for target in self.targets.values()), default=0)
        if longest > weekly * _WEEKS:
            raise InvalidField("settings.targets", "a target takes more than a year of these hours")
        if any(t.first_reply_minutes > t.resolution_minutes > 0 for t in self.targets.values()):
            raise InvalidField("settings.targets", "the first reply must not be due after the solution")
        if OTHER not in self.categories:
            raise InvalidField("settings.categories", 'must contain "other"')


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minutes(minutes: int) -> timedelta | None:
    return timedelta(minutes=minutes) if minutes else None
