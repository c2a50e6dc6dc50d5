"""Watching: open gaps as metrics and alarms, parked events that were left over, partitions made ahead."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from kit import telemetry, waiting
from kit.clock import Clock
from kit.db import Database
from services.audit.domain.entries import Gap
from services.audit.repository import log, sources
from services.audit.service.recording import Recorder

logger = logging.getLogger(__name__)

_EVERY: Final = 1.0  # seconds
_REPEAT: Final = timedelta(minutes=1)  # between two alarms of one gap
_AHEAD: Final = (timedelta(0), timedelta(days=31), timedelta(days=62))
_MONTHS_EVERY: Final = timedelta(hours=1)

_gaps: Final = telemetry.meter.create_gauge("daybook.audit.open_gaps", "1", "Sources of which an event is missing")
_gap_age: Final = telemetry.meter.create_gauge("daybook.audit.gap_age", "s", "Age of the oldest open gap")
_waiting: Final = telemetry.meter.create_gauge("daybook.audit.parked_now", "1", "Events that wait for a predecessor")
_entries: Final = telemetry.meter.create_gauge("daybook.audit.size", "1", "Entries in the log")


class Watch:
    """Looks after the log beside the writer. A gap older than `alarm` seconds is an error in the logs, every minute."""

    def __init__(self, database: Database, recorder: Recorder, clock: Clock, *, alarm: float) -> None:
        self._database = database
        self._recorder = recorder
        self._clock = clock
        self._alarm = timedelta(seconds=alarm)
        self._alarmed: dict[tuple[str, int], datetime] = {}
        self._months_at: datetime | None = None

    async def prepare(self) -> None:
        """Makes the partitions of this month and the next two."""
        async with self._database.unit_of_work() as uow:
            for ahead in _AHEAD:
                await log.make_partition(uow.connection, self._clock() + ahead)
        self._months_at = self._clock()

    async def run(self, stop: asyncio.Event) -> None:
        """Watches until told to stop."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:
                logger.warning("the log was not looked after: %s", type(error).__name__)
            await waiting.first(stop, timeout=_EVERY)

    async def look(self) -> list[Gap]:
        """One round; returns the open gaps."""
        now = self._clock()
        if self._months_at is None or now - self._months_at > _MONTHS_EVERY:
            await self.prepare()
        async with self._database.read() as connection:
            gaps = await sources.gaps(connection)
            left_over = await sources.ready(connection)
            _entries.set((await log.head(connection)).size)
        if left_over is not None:
            async with self._database.unit_of_work() as uow:
                await self._recorder.record(uow.connection, [])
        _gaps.set(len(gaps))
        _waiting.set(sum(gap.parked for gap in gaps))
        _gap_age.set(max(((now - gap.since).total_seconds() for gap in gaps), default=0.0))
        self._raise_alarms(gaps, now)
        return gaps

    def _raise_alarms(self, gaps: list[Gap], now: datetime) -> None:
        still = {}
        for gap in gaps:
            key = (gap.source, gap.expected_seq)
            last = self._alarmed.get(key)
            if now - gap.since > self._alarm and (last is None or now - last >= _REPEAT):
                logger.error(
                    "number %s of %s has been missing for %d s while %s later events wait",
                    gap.expected_seq,
                    gap.source,
                    (now - gap.since).total_seconds(),
                    gap.parked,
                )
                last = now
            if last is not None:
                still[key] = last
        self._alarmed = still
