"""Dead letters: looking at the events that failed for good, and applying one again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from kit.consumer import Consumer
from kit.db import Database
from kit.errors import DomainError, Kind
from kit.events import Received
from kit.tables import dead_letters

_SHOWN = ("consumer", "event_id", "subject", "error", "attempts", "failed_at", "replayed_at")


class NoSuchDeadLetter(DomainError):
    """There is no dead letter with this event id."""

    kind = Kind.NOT_FOUND
    reason = "NO_SUCH_DEAD_LETTER"


async def listing(
    database: Database, consumers: Sequence[Consumer], replay: UUID | None = None
) -> AsyncIterator[dict[str, Any]]:
    """The dead letters, oldest first, without their payloads; or just one, after applying it again.

    Raises NoSuchDeadLetter, or whatever the event fails with when it fails again.
    """
    query = select(dead_letters).order_by(dead_letters.c.failed_at)
    if replay:
        query = query.where(dead_letters.c.event_id == replay)
    async with database.read() as connection:
        letters = (await connection.execute(query)).all()
    if replay and not letters:
        raise NoSuchDeadLetter
    by_name = {consumer.name: consumer for consumer in consumers}
    for letter in letters:
        if replay:
            event = Received.from_message(letter.subject, letter.headers, letter.payload, letter.attempts + 1)
            await by_name[letter.consumer].replay(event)
            async with database.unit_of_work() as uow:
                where = (dead_letters.c.event_id == letter.event_id, dead_letters.c.consumer == letter.consumer)
                await uow.connection.execute(update(dead_letters).where(*where).values(replayed_at=func.now()))
        yield {name: getattr(letter, name) for name in _SHOWN}
