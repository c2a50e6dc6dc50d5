"""Operators as the metrics service knows them, and how recent their figures are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of the directory; `timezone` is an IANA name, `revision` grows with each change.

    `generation` is which build of its figures is shown: the metrics service's own, never announced.
    """

    operator_id: UUID
    company_id: UUID
    name: str
    timezone: str
    currency: str
    status: str
    revision: int
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Freshness:
    """How recent figures are: the latest activity counted, when it was recorded and when counted; None before any."""

    last_activity_at: datetime | None = None
    last_recorded_at: datetime | None = None
    last_counted_at: datetime | None = None


def freshest(several: Iterable[Freshness]) -> Freshness:
    """The freshness of several operators together: the latest of each."""
    known = list(several)
    return Freshness(
        max((one.last_activity_at for one in known if one.last_activity_at), default=None),
        max((one.last_recorded_at for one in known if one.last_recorded_at), default=None),
        max((one.last_counted_at for one in known if one.last_counted_at), default=None),
    )
