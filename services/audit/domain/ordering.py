"""The order per source: the next number is accepted, a known one is seen before, a later one waits for the gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.audit.domain.entries import Announced


@dataclass(slots=True)
class Arranged:
    """Events sorted by what becomes of them, each list in the order in which it must be treated."""

    accepted: list[Announced] = field(default_factory=list)
    seen: list[Announced] = field(default_factory=list)
    waiting: list[Announced] = field(default_factory=list)


def arrange(marks: dict[str, int], events: Iterable[Announced]) -> Arranged:
    """Sorts events by their sources' marks, the last number accepted of each, and moves the marks on.

    A source without a mark starts at number 1. An event that arrives before its predecessors within the same batch is
    accepted right after them.
    """
    arranged = Arranged()
    early: dict[str, dict[int, list[Announced]]] = {}
    for event in events:
        mark = marks.setdefault(event.source, 0)
        if event.seq > mark + 1:
            early.setdefault(event.source, {}).setdefault(event.seq, []).append(event)
        elif event.seq <= mark:
            arranged.seen.append(event)
        else:
            arranged.accepted.append(event)
            mark += 1
            waiting = early.get(event.source, {})
            while following := waiting.pop(mark + 1, None):
                arranged.accepted.append(following[0])
                arranged.seen.extend(following[1:])
                mark += 1
            marks[event.source] = mark
    arranged.waiting = [event for by_seq in early.values() for same in by_seq.values() for event in same]
    return arranged
