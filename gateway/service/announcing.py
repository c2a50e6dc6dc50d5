"""The directory, announced again, so that services installed later hear of what was announced long ago.

Streams keep events for 30 days. Every operator, and every revoked key that would still be good, is announced at least
once a week, so that the stream always holds all of them. They are told as they are, with the revision that they have
and without an action: who knows them already ignores it, and nothing is recorded that nobody did.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from gateway import events
from gateway.repository import keys, operators
from kit import waiting
from kit.db import Database

log = logging.getLogger(__name__)

_EVERY: Final = 300.0  # seconds
_OLDER: Final = timedelta(days=7)
_AT_ONCE: Final = 100


class Announcer:
    """Looks every five minutes; any number of replicas may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, stop: asyncio.Event) -> None:
        """Announces what was announced a week ago until told to stop."""
        while not stop.is_set():
            try:
                await self.announce(_OLDER)
            except Exception as error:
                log.warning("announcing the directory put off: %s", type(error).__name__)
            await waiting.first(stop, timeout=_EVERY)

    async def announce(self, older: timedelta = timedelta()) -> int:
        """Announces what was announced last so long ago, everything by itself; tells how many operators and keys."""
        async with self._database.read() as connection:
            before = await operators.database_time(connection) - older
        number = 0
        while True:
            async with self._database.unit_of_work() as uow:
                stale = await operators.to_announce(uow.connection, before, _AT_ONCE)
                revoked = await keys.to_announce(uow.connection, before, _AT_ONCE)
                for details in stale:
                    uow.outbox.add(events.operator_announced(details))
                for key_id, operator_id in revoked:
                    uow.outbox.add(events.revocation_announced(key_id, operator_id))
            number += len(stale) + len(revoked)
            if len(stale) < _AT_ONCE and len(revoked) < _AT_ONCE:
                return number
