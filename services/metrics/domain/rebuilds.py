"""Figures counted again from an operator's history: how far that is, and what the history holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

MOST_DIFFERENCES: Final = 500  # kept of one rebuild
_GENERATIONS: Final = 30_000


class RebuildState(IntEnum):
    """How far a rebuild is; the numbers are those stored and the contract's."""

    BUILDING = 1
    SWITCHING = 2
    DONE = 3
    FAILED = 4
    CANCELLED = 5


@dataclass(frozen=True, slots=True)
class Held:
    """Which announcements a history holds: of a source those up to a number and, beyond it, some by their ids."""

    source: str = ""
    through: int = 0
    ids: Collection[UUID] = frozenset()

    def holds(self, event_id: UUID, source: str, seq: int) -> bool:
        """Whether it holds an announcement."""
        return (source == self.source and seq <= self.through) or event_id in self.ids


class Difference(NamedTuple):
    """A sum that came out otherwise."""

    sums: str
    day: date
    currency: str
    measure: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild as it stands."""

    operator_id: UUID
    rebuild_id: UUID
    state: RebuildState
    generation: int
    going: int | None
    done: int
    total: int
    counted: bool
    held: Held
    started_at: datetime
    finished_at: datetime | None
    started_by: str
    reason: str
    error: str
    failures: int
    differences: list[Difference] | None
    differences_total: int


Sums = Mapping[tuple[date, str], Mapping[str, int]]


def next_generation(shown: int) -> int:
    """The number of a new one; an old one of the same number is long gone."""
    return shown % _GENERATIONS + 1


def compare(sums: str, before: Sums, after: Sums) -> list[Difference]:
    """Where two generations differ, by day and currency; what there is none of is 0."""
    found = []
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place, {}), after.get(place, {})
        for measure in old or new:
            was, is_now = int(old.get(measure, 0)), int(new.get(measure, 0))
            if was != is_now:
                found.append(Difference(sums, *place, measure, was, is_now))
    return found
