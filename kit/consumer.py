"""The consumer: takes events from JetStream, each exactly once in effect.

A fetched batch is one unit of work: the inbox tells which events are new, the handlers apply them, the commit makes
both true, and only then are they acknowledged. When a batch fails its events are tried one by one, so that a bad one
fails alone: transient failures are given back with a growing delay, permanent ones become dead letters.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from opentelemetry import trace
from opentelemetry.trace import Link, SpanKind
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from kit import clock, telemetry, waiting
from kit.db import Database, UnitOfWork, is_outage
from kit.errors import DomainError, Kind
from kit.events import Received, Stream
from kit.ids import uuid7
from kit.tables import dead_letters, inbox

log = logging.getLogger(__name__)

Handler = Callable[[UnitOfWork, Received], Awaitable[None]]
BatchHandler = Callable[[UnitOfWork, Sequence[Received]], Awaitable[None]]

_TRANSIENT: Final = (Kind.UNAVAILABLE, Kind.EXHAUSTED)
# The inbox need only outlive any redelivery: the streams keep events for at most 30 days.
_INBOX_DAYS: Final = 35
_OUTAGE_BACKOFF: Final = 5.0  # seconds; nobody should wait for long once the database is back


def by_type(handlers: Mapping[str, Handler]) -> BatchHandler:
    """Applies each event with the handler of its message type; types without a handler are none of our business."""

    async def take(uow: UnitOfWork, events: Sequence[Received]) -> None:
        for event in events:
            if handler := handlers.get(event.type):
                with telemetry.span(
                    f"consume {event.type}", SpanKind.CONSUMER, context=telemetry.parent(event.headers)
                ):
                    await handler(uow, event)

    return take


class Consumer:
    """One durable consumer. `subjects` filters the stream; None takes all of it.

    `use_inbox=False` is for a taker that keeps its own high-water marks and needs to see redeliveries.
    `max_attempts` bounds the tries of an event that fails unexpectedly; 0 tries for ever. After a crash, what was being
    handled comes again when `ack_wait` seconds are over; work that takes longer keeps telling that it is under way.
    `gather` is for work that costs less the more events it takes in together: so many seconds pass from one batch to
    the next unless a whole batch is waiting; what comes after a pause is taken at once.
    """

    def __init__(
        self,
        name: str,
        stream: Stream,
        database: Database,
        jetstream: JetStreamContext,
        take: BatchHandler,
        *,
        subjects: Sequence[str] | None = None,
        batch: int = 100,
        max_attempts: int = 8,
        use_inbox: bool = True,
        ack_wait: float = 10.0,
        gather: float = 0.0,
    ) -> None:
        self.name = name
        self._stream = stream
        self._database = database
        self._jetstream = jetstream
        self._take = take
        self._subjects = list(subjects) if subjects else None
        self._batch = batch
        self._max_attempts = max_attempts
        self._use_inbox = use_inbox
        self._ack_wait = ack_wait
        self._gather = gather
        self._pruned: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Consumes until told to stop; survives restarts of NATS and of Postgres."""
        while not stop.is_set():
            try:
                await self._consume(stop)
            except Exception as error:
                log.warning("consumer %s interrupted, trying again: %s", self.name, type(error).__name__, exc_info=True)
                await waiting.first(stop, timeout=1)

    async def _consume(self, stop: asyncio.Event) -> None:
        await self._jetstream.add_consumer(
            self._stream.value,
            ConsumerConfig(
                durable_name=self.name,
                filter_subjects=self._subjects,
                ack_policy=AckPolicy.EXPLICIT,
                deliver_policy=DeliverPolicy.ALL,
                ack_wait=self._ack_wait,
                max_deliver=-1,
                max_ack_pending=max(1000, self._batch * 2),
            ),
        )
        subscription = await self._jetstream.pull_subscribe_bind(durable=self.name, stream=self._stream.value)
        loop = asyncio.get_running_loop()
        try:
            while not stop.is_set():
                try:
                    messages = await subscription.fetch(self._batch, timeout=1)
                except (NatsTimeout, TimeoutError):
                    messages = []
                next_at = loop.time() + self._gather
                if messages:
                    async with self._under_way(messages):
                        await self._handle(messages)
                await self._prune_inbox()
                if 0 < len(messages) < self._batch and (pause := next_at - loop.time()) > 0:
                    await waiting.first(stop, timeout=pause)
        finally:
            # Before any drain: draining with an idle fetch outstanding hangs.
            await subscription.unsubscribe()

    @asynccontextmanager
    async def _under_way(self, messages: Sequence[Msg]) -> AsyncIterator[None]:
        async def tell() -> None:
            while True:
                await asyncio.sleep(self._ack_wait / 2)
                for message in messages:
                    if not message.is_acked:
                        await message.in_progress()

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            telling.cancel()

    async def _handle(self, messages: Sequence[Msg]) -> None:
        readable: list[tuple[Msg, Received]] = []
        for message in messages:
            try:
                readable.append((message, _read(message)))
            except DomainError as error:
                await self._bury_unreadable(message, error)
        if not readable:
            return
        try:
            await self._apply([event for _, event in readable])
        except Exception as error:
            if is_outage(error):
                await self._give_back(readable, error)
                return
            if len(readable) == 1:
                await self._fail(*readable[0], error)
                return
            for message, event in readable:
                try:
                    await self._apply([event])
                except Exception as single:
                    await self._fail(message, event, single)
                else:
                    await message.ack()
            return
        # Nothing is lost if these acknowledgements are: the events come again and the inbox knows them.
        await asyncio.gather(*(message.ack() for message, _ in readable))

    async def _apply(self, events: Sequence[Received]) -> None:
        links = tuple(
            Link(trace.get_current_span(telemetry.parent(event.headers)).get_span_context()) for event in events
        )
        with telemetry.span(
            f"{self.name} batch",
            SpanKind.CONSUMER,
            context=telemetry.parent(events[0].headers),
            links=links[1:],
            attributes={"messaging.batch.message_count": len(events), "messaging.consumer.group.name": self.name},
        ):
            async with self._database.unit_of_work() as uow:
                new = await self._new(uow, events) if self._use_inbox else events
                if new:
                    await self._take(uow, new)
        moment = clock.now()
        for event in events:
            telemetry.consumer_lag.record(_age(event, moment), {"consumer": self.name})
        telemetry.consumed.add(len(events), {"consumer": self.name, "outcome": "taken"})

    async def _new(self, uow: UnitOfWork, events: Sequence[Received]) -> list[Received]:
        """Those of the events that this consumer has not taken in before, in order."""
        unique = {event.id: event for event in events}
        rows = await uow.connection.execute(
            insert(inbox).on_conflict_do_nothing().returning(inbox.c.event_id),
            [{"consumer": self.name, "event_id": event_id} for event_id in sorted(unique)],
        )
        fresh = {row.event_id for row in rows}
        return [event for event in unique.values() if event.id in fresh]

    async def _give_back(self, readable: Sequence[tuple[Msg, Received]], error: Exception) -> None:
        """Returns a whole batch while the database is away: one by one, each event would wait for it anew."""
        log.warning("consumer %s: %d events will be tried again: %s", self.name, len(readable), type(error).__name__)
        delays = [min(_backoff(event), _OUTAGE_BACKOFF) for _, event in readable]
        await asyncio.gather(*(message.nak(delay=delay) for (message, _), delay in zip(readable, delays, strict=True)))
        telemetry.consumed.add(len(readable), {"consumer": self.name, "outcome": "retry"})

    async def _fail(self, message: Msg, event: Received, error: Exception) -> None:
        expected = isinstance(error, DomainError)
        permanent = isinstance(error, DomainError) and error.kind not in _TRANSIENT
        worn_out = bool(self._max_attempts) and event.attempt >= self._max_attempts and not is_outage(error)
        if permanent or worn_out:
            log.error(
                "consumer %s: %s becomes a dead letter: %s", self.name, event.id, type(error).__name__, exc_info=error
            )
            await self._bury(event.id, event.subject, event.headers, event.payload, error, event.attempt)
            await message.term()
            telemetry.consumed.add(1, {"consumer": self.name, "outcome": "dead"})
            return
        log.warning(
            "consumer %s: %s will be tried again: %s", self.name, event.id, type(error).__name__, exc_info=not expected
        )
        await message.nak(delay=_backoff(event))
        telemetry.consumed.add(1, {"consumer": self.name, "outcome": "retry"})

    async def _bury_unreadable(self, message: Msg, error: DomainError) -> None:
        log.error("consumer %s: a message on %s is unreadable: %s", self.name, message.subject, error.message)
        await self._bury(
            uuid7(), message.subject, message.headers or {}, message.data, error, message.metadata.num_delivered
        )
        await message.term()

    async def _bury(
        self, event_id: Any, subject: str, headers: Mapping[str, str], payload: bytes, error: Exception, attempts: int
    ) -> None:
        values = {
            "consumer": self.name,
            "event_id": event_id,
            "subject": subject,
            "headers": dict(headers),
            "payload": payload,
            "error": error.message if isinstance(error, DomainError) else type(error).__name__,
            "attempts": attempts,
        }
        async with self._database.unit_of_work() as uow:
            await uow.connection.execute(insert(dead_letters).values(values).on_conflict_do_nothing())

    async def replay(self, event: Received) -> None:
        """Applies a dead letter again, outside JetStream."""
        await self._apply([event])

    async def _prune_inbox(self) -> None:
        now = clock.now()
        if self._pruned and (now - self._pruned).total_seconds() < 3600:
            return
        self._pruned = now
        async with self._database.unit_of_work() as uow:
            await uow.connection.execute(
                text("DELETE FROM inbox WHERE received_at < now() - make_interval(days => :days)"),
                {"days": _INBOX_DAYS},
            )


def _read(message: Msg) -> Received:
    return Received.from_message(message.subject, message.headers, message.data, message.metadata.num_delivered)


def _backoff(event: Received) -> float:
    """Seconds until an event is tried again."""
    return float(min(0.2 * 2 ** min(event.attempt - 1, 8), 30))


def _age(event: Received, moment: datetime) -> float:
    try:
        return max((moment - datetime.fromisoformat(event.headers["ce-time"])).total_seconds(), 0.0)
    except (KeyError, ValueError):
        return 0.0
