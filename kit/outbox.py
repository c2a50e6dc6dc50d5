"""The outbox: events are rows of the transaction that made them true, so neither exists without the other."""

from __future__ import annotations

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock, telemetry
from kit.events import Event
from kit.ids import uuid7
from kit.tables import outbox

CHANNEL = "outbox"


class Outbox:
    """Collects the events of one unit of work and writes them just before it commits.

    Writing late keeps causal order: whoever waited for this transaction's row locks inserts after it.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._events: list[Event] = []

    def add(self, event: Event) -> None:
        """Announces an event when the unit of work commits."""
        self._events.append(event)

    def mark(self) -> int:
        """Where the events stand, for `take_back`."""
        return len(self._events)

    def take_back(self, mark: int) -> None:
        """Forgets the events added since a mark."""
        del self._events[mark:]

    async def flush(self, connection: AsyncConnection) -> None:
        """Writes the collected events as rows and wakes the relay at commit."""
        if not self._events:
            return
        now, trace = clock.now(), telemetry.trace_headers()
        rows = []
        for event in self._events:
            event_id = uuid7()
            rows.append(
                {
                    "event_id": event_id,
                    "stream": event.stream.value,
                    "subject": event.subject(self._service),
                    "headers": {**event.headers(event_id, now), **trace},
                    "payload": event.message.SerializeToString(),
                }
            )
        await connection.execute(insert(outbox), rows)
        await connection.execute(text(f"NOTIFY {CHANNEL}"))
        self._events.clear()
