"""Watching figures: one LISTEN per process, fanned out to any number of watchers, slowed to what a screen can use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from kit import waiting
from kit.db import Database
from services.metrics.domain.operators import Freshness
from services.metrics.repository import operators
from services.metrics.repository.rollups import CHANNEL

log = logging.getLogger(__name__)


class Watcher:
    """One who watches some operators. What it has not yet taken is kept once per operator, the latest."""

    def __init__(self, ids: Collection[UUID]) -> None:
        self.ids = frozenset(ids)
        self._news: dict[UUID, Freshness] = {}
        self._wake = asyncio.Event()
        self._ended = False

    def tell(self, news: dict[UUID, Freshness]) -> None:
        """Keeps what concerns this watcher and wakes it."""
        mine = {operator: fresh for operator, fresh in news.items() if operator in self.ids}
        if mine:
            self._news |= mine
            self._wake.set()

    def end(self) -> None:
        """Ends the watch."""
        self._ended = True
        self._wake.set()

    async def news(self) -> AsyncGenerator[tuple[UUID, Freshness], None]:
        """Each operator whose figures moved, with their freshness, until the watch ends."""
        while not self._ended:
            await self._wake.wait()
            self._wake.clear()
            taken, self._news = self._news, {}
            for operator, fresh in taken.items():
                yield operator, fresh


class FigureWatch:
    """Knows who watches, hears which figures moved, and reads the freshness of those once for all watchers.

    Between two rounds at least `pause` seconds pass, so that a watcher hears of an operator no more often.
    """

    def __init__(self, database: Database, pause: float) -> None:
        self._database = database
        self._pause = pause
        self._watchers: set[Watcher] = set()
        self._moved: set[UUID] = set()
        self._wake = asyncio.Event()
        self._ended = False

    @property
    def watchers(self) -> int:
        """How many watch at present."""
        return len(self._watchers)

    @contextmanager
    def watcher(self, ids: Collection[UUID]) -> Iterator[Watcher]:
        """A watcher of operators, who hears of each of them at once and then whenever its figures move."""
        watcher = Watcher(ids)
        if self._ended:
            watcher.end()
        self._watchers.add(watcher)
        self._note(watcher.ids)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def _note(self, ids: Collection[UUID]) -> None:
        self._moved |= set(ids)
        self._wake.set()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        try:
            self._note([UUID(payload)])
        except ValueError:
            log.warning("a notification on %s names no operator", CHANNEL)

    async def run(self, stop: asyncio.Event) -> None:
        """Listens until told to stop, through restarts of Postgres; then ends every watch."""
        try:
            while not stop.is_set():
                try:
                    await self._listen(stop)
                except Exception as error:
                    log.warning("not listening for figures, trying again: %s", type(error).__name__)
                    await waiting.first(stop, timeout=1)
        finally:
            self._ended = True
            for watcher in self._watchers:
                watcher.end()

    async def _listen(self, stop: asyncio.Event) -> None:
        async with self._database.session() as session:
            await session.add_listener(CHANNEL, self._heard)
            # Whatever moved while nobody listened was not heard.
            for watcher in self._watchers:
                self._note(watcher.ids)
            while not stop.is_set() and not session.is_closed():
                if await waiting.first(stop, self._wake, timeout=5) and not stop.is_set():
                    await self._spread()
                    await waiting.first(stop, timeout=self._pause)

    async def _spread(self) -> None:
        """Tells the watchers which figures moved since the last round."""
        self._wake.clear()
        moved, self._moved = self._moved, set()
        watched = moved & {operator for watcher in self._watchers for operator in watcher.ids}
        if not watched:
            return
        try:
            async with self._database.read() as connection:
                known = await operators.freshness_of(connection, watched)
        except Exception:
            self._note(watched)
            raise
        news = {operator: known.get(operator, Freshness()) for operator in watched}
        for watcher in self._watchers:
            watcher.tell(news)
