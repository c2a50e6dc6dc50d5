"""Bans that run out: lifted within half a minute, announced once whichever of several processes comes first.

Nobody waits for it: an expired ban does not hold from its very moment on. This is what writes it down.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from kit import waiting
from kit.clock import Clock
from kit.db import Database, is_outage
from services.players.service import bans

log = logging.getLogger(__name__)

_EVERY: Final = 30.0
_AT_ONCE: Final = 200  # players looked up at a time


class Expiry:
    """Runs all the time. Each player is a unit of work of its own."""

    def __init__(self, database: Database, clock: Clock, every: float = _EVERY) -> None:
        self._database = database
        self._clock = clock
        self._every = every

    async def run(self, stop: asyncio.Event) -> None:
        """Lifts what has run out until told to stop."""
        while not stop.is_set():
            try:
                while await self.lift_expired() and not stop.is_set():
                    pass
            except Exception as error:
                log.warning("lifting expired bans put off: %s", type(error).__name__, exc_info=True)
            await waiting.first(stop, timeout=self._every)

    async def lift_expired(self) -> int:
        """Lifts what has run out of some players; returns how many bans. None is left when it lifted none."""
        async with self._database.read() as connection:
            due = await bans.due(connection, self._clock, _AT_ONCE)
        lifted = 0
        for operator_id, player_id in due:
            try:
                async with self._database.unit_of_work() as uow:
                    lifted += await bans.expire(uow, operator_id, player_id, self._clock)
            except Exception as error:
                if is_outage(error):
                    raise
                log.error("expired bans of player %s are left", player_id, exc_info=error)  # the others go on
        return lifted
