"""Batches: rows become activities in file order, each unknown player registered just before the first row."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from daybook.players.v1 import activity_service_pb2 as pb

from importer import convert
from importer.parsing import Parser
from importer.reading import Row
from importer.records import Record, Reject

# Rows without an activity (rejected, ignored) count too, so that a file of nothing else also moves on.
_ROWS_PER_ACTIVITY: Final = 4
# Players remembered as registered. A forgotten one is registered again, which changes nothing.
PLAYERS_REMEMBERED: Final = 250_000


class Entry(NamedTuple):
    """A row within a batch: its record and the index of its activity, or why it was not sent, or neither: ignored."""

    row: Row
    record: Record | None = None
    activity: int = -1
    reject: Reject | None = None


@dataclass(slots=True)
class Batch:
    """What one request of the stream carries, and the rows that it answers for."""

    activities: list[pb.Activity] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    registrations: dict[int, str] = field(default_factory=dict)  # index of the activity -> player
    position: int = 0  # bytes of the file read when it was made


class Registered:
    """The players that this run has registered."""

    def __init__(self, limit: int = PLAYERS_REMEMBERED) -> None:
        self._limit = limit
        self._players: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, player: str) -> bool:
        if player not in self._players:
            return False
        self._players.move_to_end(player)
        return True

    def add(self, player: str) -> None:
        """Remembers a player, and forgets the one not seen for longest when there are too many."""
        self._players[player] = None
        if len(self._players) > self._limit:
            self._players.popitem(last=False)


def batches(rows: Iterable[Row], parser: Parser, size: int, *, check: bool = False) -> Iterator[Batch]:
    """The rows in batches of up to `size` activities; `check` applies the contract's rules here already."""
    registered = Registered()
    batch = Batch()
    for row in rows:
        # A row may need two activities: its player's registration and its own.
        if len(batch.activities) > size - 2 or len(batch.entries) >= size * _ROWS_PER_ACTIVITY:
            yield batch
            batch = Batch()
        batch.entries.append(_entry(row, parser, batch, registered, check=check))
    if batch.entries:
        yield batch


def _entry(row: Row, parser: Parser, batch: Batch, registered: Registered, *, check: bool) -> Entry:
    try:
        record = parser.parse(row)
        if record is None:
            return Entry(row)
        activity = convert.activity(record)
        if check:
            convert.check(activity)
        if record.player not in registered:
            registration = convert.registration(parser.player(row, record))
            registered.add(record.player)
            batch.registrations[len(batch.activities)] = record.player
            batch.activities.append(registration)
        batch.activities.append(activity)
    except Reject as reject:
        return Entry(row, reject=reject)
    return Entry(row, record, len(batch.activities) - 1)
