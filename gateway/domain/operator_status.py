"""An operator's status: which follows which, what is scheduled, how one is closed, and what happened so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from gateway.domain.directory import Operator, OperatorStatus
from gateway.domain.operator_settings import UNSET, Settings

# From closing to closed a second person is needed, which is not a step that one can simply take.
LEGAL: Final[Mapping[OperatorStatus, frozenset[OperatorStatus]]] = {
    OperatorStatus.PENDING: frozenset({OperatorStatus.LIVE, OperatorStatus.CLOSED}),
    OperatorStatus.LIVE: frozenset({OperatorStatus.MAINTENANCE, OperatorStatus.SUSPENDED, OperatorStatus.CLOSING}),
    OperatorStatus.MAINTENANCE: frozenset({OperatorStatus.LIVE, OperatorStatus.SUSPENDED, OperatorStatus.CLOSING}),
    OperatorStatus.SUSPENDED: frozenset({OperatorStatus.LIVE, OperatorStatus.MAINTENANCE, OperatorStatus.CLOSING}),
    OperatorStatus.CLOSING: frozenset({OperatorStatus.LIVE}),
    OperatorStatus.CLOSED: frozenset(),
}
# What may have an end from the start: every status that it may interrupt is one it may go back to.
INTERRUPTIONS: Final = frozenset({OperatorStatus.MAINTENANCE, OperatorStatus.SUSPENDED})


class HistoryKind(Enum):
    """What happened to an operator."""

    CREATED = "created"
    SETTINGS = "settings"
    STATUS = "status"
    SCHEDULED = "scheduled"
    SCHEDULE_APPLIED = "schedule_applied"
    SCHEDULE_CANCELLED = "schedule_cancelled"
    CLOSING_ASKED = "closing_asked"
    CLOSING_WITHDRAWN = "closing_withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """A step to a status, as somebody wants it: at once or at a moment, for good or until another."""

    to: OperatorStatus
    reason: str
    at: datetime | None = None
    until: datetime | None = None
    allowed_ips: tuple[str, ...] | None = None  # None leaves those that are set
    message: str = ""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A step that is taken at a moment. `ends` is the status whose end it is, None for one that begins something."""

    to: OperatorStatus
    at: datetime
    reason: str
    by_id: str
    by: str
    until: datetime | None = None
    ends: OperatorStatus | None = None
    allowed_ips: tuple[str, ...] | None = None
    message: str = ""

    def state(self) -> dict[str, Any]:
        """As records tell it."""
        told = {
            "to": self.to,
            "at": self.at,
            "by": self.by,
            "until": self.until,
            "allowed_ips": self.allowed_ips,
            "message": self.message or None,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Closing:
    """Somebody asked to close the operator, and waits for somebody else to agree."""

    asked_by_id: str
    asked_by: str
    asked_at: datetime
    reason: str

    def state(self) -> dict[str, Any]:
        """As records tell it."""
        return {"asked_by": self.asked_by}


@dataclass(frozen=True, slots=True)
class Details:
    """All of an operator. `message` is what players may be told during maintenance."""

    operator: Operator
    status_since: datetime
    settings: Settings = UNSET
    message: str = ""
    scheduled: Scheduled | None = None
    closing: Closing | None = None

    def state(self) -> dict[str, Any]:
        """As records tell it: what is set, and nothing of what is not."""
        one = self.operator
        told: dict[str, Any] = {
            "name": one.name,
            "timezone": one.timezone,
            "currency": one.currency,
            "status": one.status,
            **self.settings.state(),
        }
        if self.message:
            told["maintenance_message"] = self.message
        if self.scheduled:
            told["scheduled"] = self.scheduled.state()
        if self.closing:
            told["closing"] = self.closing.state()
        return told

    def changed(self, wanted: Mapping[str, Any]) -> Details:
        """With other values of its fields."""
        own = {name: value for name, value in wanted.items() if name in ("name", "timezone", "currency")}
        other = {name: value for name, value in wanted.items() if name not in own}
        return replace(self, operator=replace(self.operator, **own), settings=replace(self.settings, **other))

    def moved(self, step: Step, at: datetime) -> Details:
        """In the status of a step, since a moment.

        An end that was scheduled for the status left behind is void, and so is a beginning that is no legal step from
        the new one. Whoever waits for agreement to close does so no more.
        """
        kept = self.scheduled
        if kept is not None and (kept.ends is not None or kept.to not in LEGAL[step.to]):
            kept = None
        settings = self.settings
        if step.allowed_ips is not None:
            settings = replace(settings, allowed_ips=step.allowed_ips)
        return replace(
            self,
            operator=replace(self.operator, status=step.to),
            status_since=at,
            settings=settings,
            message=step.message if step.to is OperatorStatus.MAINTENANCE else "",
            scheduled=kept,
            closing=None,
        )

    def next(self) -> Details:
        """At the next revision."""
        return replace(self, operator=replace(self.operator, revision=self.operator.revision + 1))


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to an operator, at its revision then. `fields` are those that changed."""

    operator_id: UUID
    revision: int
    at: datetime
    by: str
    kind: HistoryKind
    from_status: OperatorStatus | None
    to_status: OperatorStatus
    reason: str
    fields: tuple[str, ...]


def fields_changed(before: Details, after: Details) -> tuple[str, ...]:
    """The fields that differ, by their names in records."""
    old, new = before.state(), after.state()
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))
