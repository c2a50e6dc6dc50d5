"""Recording: takes a batch of announced events into the log, exactly once and in order, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit import telemetry
from kit.clock import Clock
from services.audit.domain import envelope
from services.audit.domain.entries import Announced, Directory, Entry, Flag, Reading, Recorded, placed
from services.audit.domain.merkle import leaf_hash
from services.audit.domain.ordering import arrange
from services.audit.repository import directory, log, sources

logger = logging.getLogger(__name__)

Read = Callable[[Announced], Reading]

_CHUNK: Final = 1000  # parked events taken in at a time
_CHUNKS: Final = 20  # and at most so many times in one transaction
_KNOWN: Final = 10_000  # operators remembered
_SKEW: Final = timedelta(minutes=1)

_recorded: Final = telemetry.meter.create_counter("daybook.audit.entries", "1", "Entries recorded, flagged or not")
_parked: Final = telemetry.meter.create_counter("daybook.audit.parked", "1", "Events that came before a predecessor")


class Recorder:
    """The one writer of the log: the head's row lock makes it one among all replicas."""

    def __init__(self, read: Read, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._known: dict[UUID, UUID] = {}  # the companies of operators, as stored
        self._months: set[tuple[int, int]] = set()  # that are known to have a partition

    async def record(self, connection: AsyncConnection, events: Sequence[Announced]) -> None:
        """Takes events in, whatever their order, and with them parked ones whose turn has come.

        Must run in a transaction; when it commits, every one of the events is recorded, parked or known from before.
        """
        head = await log.lock_head(connection)
        head.recorded_at = self._moment(head.recorded_at)
        size = head.size
        if events:
            names = {event.source for event in events}
            marks = await sources.marks(connection, names)
            arranged = arrange(marks, events)
            if arranged.waiting:
                _parked.add(await sources.park(connection, arranged.waiting))
            await self._take(connection, head, arranged.accepted, arranged.seen)
            await sources.move_marks(connection, marks)
        for _ in range(_CHUNKS):
            if (source := await sources.ready(connection)) is None:
                break
            await self._resume(connection, head, source)
        if head.size > size:
            head.root = head.frontier.root()
            await log.move_head(connection, head)

    async def _resume(self, connection: AsyncConnection, head: log.Head, source: str) -> None:
        """Takes in the first parked events of a source as far as there is no further gap."""
        marks = await sources.marks(connection, [source])
        events = await sources.first_parked(connection, source, _CHUNK)
        arranged = arrange(marks, events)
        await self._take(connection, head, arranged.accepted, arranged.seen)
        await sources.move_marks(connection, marks)
        await sources.unpark(connection, [*arranged.accepted, *arranged.seen])

    async def _take(
        self, connection: AsyncConnection, head: log.Head, accepted: Sequence[Announced], seen: Sequence[Announced]
    ) -> None:
        """Records the accepted events that carry an action, and those seen before that turn out to be others."""
        await self._append(connection, head, [(event, self._read(event)) for event in accepted], frozenset())
        claiming = {event.event_id: event for event in seen if event.action is not None}
        if not claiming:
            return
        known = await log.recorded_events(connection, list(claiming))
        others = [(event, self._read(event)) for event in claiming.values() if event.event_id not in known]
        reused = [(event, reading) for event, reading in others if reading.claims]
        for event, _ in reused:
            # A source restored from a backup numbers new events with old numbers. Losing them would be silent.
            logger.error("number %s of %s was used for two events; %s is flagged", event.seq, event.source, event.type)
        await self._append(connection, head, reused, frozenset({Flag.SEQUENCE_REUSED}))

    async def _append(
        self,
        connection: AsyncConnection,
        head: log.Head,
        read: Sequence[tuple[Announced, Reading]],
        extra: frozenset[Flag],
    ) -> None:
        """Numbers, hashes and writes entries, and moves the head in memory."""
        learned = [reading.directory for _, reading in read if reading.directory is not None]
        claiming = [(event, reading) for event, reading in read if reading.claims]
        if claiming:
            company_of = await self._companies(connection, claiming, learned)
            moment = head.recorded_at or self._clock()
            entries = []
            for event, reading in claiming:
                place = placed(reading.place, event.tenant, company_of)
                flags = tuple(sorted(reading.flags | extra, key=lambda flag: flag.value))
                raw = envelope.entry_bytes(moment, flags, place, event)
                leaf = leaf_hash(raw)
                recorded = Recorded(moment, flags, place, event)
                entries.append(Entry(head.frontier.size, recorded, reading.act, raw, leaf))
                head.frontier.append(leaf)
                if flags:
                    logger.warning("entry %s is flagged: %s", entries[-1].index, [flag.value for flag in flags])
            await self.ensure_month(connection, moment)
            await log.append(connection, entries)
            _recorded.add(len(entries))
        await self._learn(connection, learned)

    async def _companies(
        self,
        connection: AsyncConnection,
        claiming: Sequence[tuple[Announced, Reading]],
        learned: Sequence[Directory],
    ) -> dict[UUID, UUID]:
        """The companies of operators named without one, from the directory and from this very batch."""
        wanted = set()
        for event, reading in claiming:
            if reading.place.operator_id and not reading.place.company_id:
                wanted.add(reading.place.operator_id)
            elif not reading.place.operator_id and not reading.place.company_id and _is_uuid(event.tenant):
                wanted.add(UUID(event.tenant))
        known = await directory.companies(connection, wanted) if wanted else {}
        return {each.operator_id: each.company_id for each in learned} | known

    async def _learn(self, connection: AsyncConnection, learned: Sequence[Directory]) -> None:
        """Stores what is new of the directory: the gateway's revisions, and operators first met in an action."""
        met = {each.operator_id: each for each in learned if self._known.get(each.operator_id) != each.company_id}
        if met:
            if len(self._known) > _KNOWN:
                self._known.clear()
            # Only what is stored is remembered: what is learned now goes when the transaction rolls back.
            self._known |= await directory.companies(connection, met)
        new = [each for each in learned if each.revision or each.operator_id not in self._known]
        if new:
            await directory.learn(connection, new)

    async def ensure_month(self, connection: AsyncConnection, moment: datetime) -> None:
        """Sees to it that entries of this moment have a partition to go to."""
        month = (moment.year, moment.month)
        # Only what was there before is remembered: what was made just now goes when the transaction rolls back.
        if month not in self._months and not await log.make_partition(connection, moment):
            self._months.add(month)

    def _moment(self, newest: datetime | None) -> datetime:
        """The time of recording: now, but never before the newest entry, so that time and index agree."""
        now = self._clock()
        if newest is None or newest <= now:
            return now
        if newest - now > _SKEW:
            logger.error("the clock is %s behind the newest entry; entries keep its time", newest - now)
        return newest


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
