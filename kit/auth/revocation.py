"""Revoked platform keys: a projection of the gateway's events, held in memory and refreshed by NOTIFY."""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from daybook.gateway.v1 import events_pb2
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from kit import waiting
from kit.db import Database, UnitOfWork
from kit.events import Received
from kit.tables import revoked_keys

log = logging.getLogger(__name__)

CHANNEL = "revoked_keys"
EVENT_TYPE = events_pb2.PlatformKeyRevoked.DESCRIPTOR.full_name


async def on_key_revoked(uow: UnitOfWork, event: Received) -> None:
    """Refuses a platform key from now on."""
    key_id = UUID(event.parse(events_pb2.PlatformKeyRevoked).key_id)
    await uow.connection.execute(insert(revoked_keys).values(key_id=key_id).on_conflict_do_nothing())
    await uow.connection.execute(text(f"NOTIFY {CHANNEL}"))


class RevokedKeys:
    """The ids of revoked keys, for the interceptor. Loaded before the service serves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: frozenset[str] = frozenset()

    def __contains__(self, key_id: object) -> bool:
        return key_id in self._ids

    async def load(self) -> None:
        """Reads the whole list; it is short."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(revoked_keys.c.key_id))
            self._ids = frozenset(str(row.key_id) for row in rows)

    async def run(self, stop: asyncio.Event) -> None:
        """Keeps the list up to date until told to stop; reads it again every few seconds, should a NOTIFY be lost."""
        while not stop.is_set():
            try:
                async with self._database.session() as session:
                    changed = asyncio.Event()
                    await session.add_listener(CHANNEL, lambda *_, changed=changed: changed.set())
                    while not stop.is_set() and not session.is_closed():
                        changed.clear()
                        await self.load()
                        await waiting.first(stop, changed, timeout=10)
            except Exception as error:
                log.warning("revoked keys not refreshed: %s", type(error).__name__)
                await waiting.first(stop, timeout=1)
