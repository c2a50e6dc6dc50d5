"""The relay: publishes committed outbox rows in order, each with a gapless number per stream.

One relay is active per database, by an advisory lock on a session of its own. Stamping and publishing are apart: a
crash between publishing and marking publishes the same row again under the same id and number, which JetStream's
duplicate window and every consumer's inbox absorb. A leader that has lost its lock without knowing does no harm either
while it goes on beside its successor: both publish the same rows under the same numbers.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from nats.js import JetStreamContext
from sqlalchemy import func, select, text, update

from kit import requests, telemetry, waiting
from kit.db import Database
from kit.events import Stream
from kit.outbox import CHANNEL
from kit.tables import outbox, outbox_head

log = logging.getLogger(__name__)

_LOCK: Final = 0x0DA1B0  # the advisory lock of the active relay
_BATCH: Final = 500
_POLL: Final = 1.0  # seconds; NOTIFY wakes us sooner
_MEASURE_EVERY: Final = 5.0
_ANSWER: Final = 10.0  # seconds that Postgres or JetStream may take
_PRUNE_EVERY: Final = 60.0
_PRUNE_BATCH: Final = 5000

# A statement of its own, before stamping: who waited for the lock must look for unstamped rows only then, or it would
# number those again that the other has numbered meanwhile.
_LOCK_HEAD: Final = text("SELECT seq FROM outbox_head WHERE stream = :stream FOR UPDATE")
_STAMP: Final = text("""
    WITH next AS (
             SELECT n, CAST(:seq AS bigint) + row_number() OVER (ORDER BY n) AS seq
             FROM (SELECT n FROM outbox WHERE stream = :stream AND seq IS NULL ORDER BY n LIMIT :batch) AS waiting
         ),
         stamped AS (UPDATE outbox SET seq = next.seq FROM next WHERE outbox.n = next.n RETURNING outbox.seq)
    UPDATE outbox_head SET seq = (SELECT max(seq) FROM stamped)
    WHERE stream = :stream AND EXISTS (SELECT 1 FROM stamped)
    RETURNING seq
""")
# Asked before the head is locked: a lock is a write, which would be waited for on the disk although nothing waits.
_UNSTAMPED: Final = text("SELECT EXISTS (SELECT FROM outbox WHERE stream = :stream AND seq IS NULL)")
_PRUNE: Final = text("""
    DELETE FROM outbox WHERE n IN (
        SELECT n FROM outbox WHERE published_at < now() - make_interval(hours => :hours) LIMIT :batch
    )
""")

_WAITING: Final = text("""
    SELECT count(*) AS depth, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS lag
    FROM (
        SELECT created_at FROM outbox
        WHERE stream = :stream AND published_at IS NULL AND seq IS NOT NULL ORDER BY seq LIMIT 10000
    ) AS waiting
""")


class Relay:
    """Publishes one service's outbox."""

    def __init__(self, database: Database, jetstream: JetStreamContext, *, keep_hours: int = 72) -> None:
        self._database = database
        # A mark that is lost with the machine has the row published again, as a crash before marking does.
        self._marks = database.with_settings({"synchronous_commit": "off"}, pool_size=1)
        self._jetstream = jetstream
        self._keep_hours = keep_hours
        self._sources: dict[Stream, str] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Publishes until told to stop; survives restarts of NATS and of Postgres."""
        while not stop.is_set():
            try:
                await self._lead(stop)
            except Exception as error:
                log.warning("relay interrupted, trying again: %s", type(error).__name__, exc_info=True)
                await waiting.first(stop, timeout=_POLL)

    async def _lead(self, stop: asyncio.Event) -> None:
        async with self._database.session() as session:
            while not await session.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                if await waiting.first(stop, timeout=_POLL):
                    return
            wake = asyncio.Event()
            await session.add_listener(CHANNEL, lambda *_: wake.set())
            await self._load_sources()
            loop, pruned, measured = asyncio.get_running_loop(), 0.0, 0.0
            while not stop.is_set():
                wake.clear()
                moved = [await self.drain(stream) for stream in Stream]
                if loop.time() - measured > _MEASURE_EVERY:
                    # A link that died silently closes nothing: no NOTIFY would come, and the lock may be another's.
                    await session.fetchval("SELECT 1", timeout=_ANSWER)
                    await self._measure()
                    measured = loop.time()
                if loop.time() - pruned > _PRUNE_EVERY:
                    if await self._prune():
                        continue  # there are more old rows, but the new ones come first
                    pruned = loop.time()
                if not any(moved):
                    await waiting.first(stop, wake, timeout=_POLL)
                if session.is_closed():  # the lock went with it
                    return

    async def _load_sources(self) -> None:
        async with self._database.unit_of_work() as uow:
            for stream in Stream:
                await uow.connection.execute(
                    text("INSERT INTO outbox_head (stream) VALUES (:stream) ON CONFLICT DO NOTHING"),
                    {"stream": stream.value},
                )
        # By the session that marks: opened only then, it would let the first mark come late, after a `republish`.
        async with self._marks.read() as connection:
            rows = await connection.execute(select(outbox_head.c.stream, outbox_head.c.epoch))
            epochs = {row.stream: row.epoch for row in rows}
        suffix = {Stream.EVENTS: "", Stream.ACTIVITY: "/activity"}
        self._sources = {
            stream: f"/daybook/{self._database.service}{suffix[stream]}/{epochs[stream.value]}" for stream in Stream
        }

    async def drain(self, stream: Stream) -> int:
        """Stamps and publishes one batch of a stream; returns how many rows it published."""
        async with self._database.read() as connection:
            if (await connection.execute(_UNSTAMPED, {"stream": stream.value})).scalar_one():
                await self._stamp(stream)
            rows = (
                await connection.execute(
                    select(
                        outbox.c.n,
                        outbox.c.seq,
                        outbox.c.event_id,
                        outbox.c.subject,
                        outbox.c.headers,
                        outbox.c.payload,
                    )
                    .where(outbox.c.stream == stream.value, outbox.c.published_at.is_(None), outbox.c.seq.is_not(None))
                    .order_by(outbox.c.seq)
                    .limit(_BATCH)
                )
            ).all()
        if not rows:
            return 0
        await self._publish(stream, rows)
        async with self._marks.unit_of_work() as uow:
            await uow.connection.execute(
                update(outbox).where(outbox.c.n == func.any([row.n for row in rows])).values(published_at=func.now())
            )
        telemetry.published.add(len(rows), {"stream": stream.value})
        return len(rows)

    async def _stamp(self, stream: Stream) -> None:
        async with self._database.unit_of_work() as uow:
            head = (await uow.connection.execute(_LOCK_HEAD, {"stream": stream.value})).scalar_one()
            await uow.connection.execute(_STAMP, {"stream": stream.value, "seq": head, "batch": _BATCH})

    async def _publish(self, stream: Stream, rows: Any) -> None:
        # The first one alone: while NATS is away it fails here, where no place among the open publications is taken
        # that only an answer would give back.
        await self._jetstream.publish(
            rows[0].subject, rows[0].payload, stream=stream.value, headers=self._headers(stream, rows[0])
        )
        acks: list[Any] = []
        try:
            for row in rows[1:]:
                headers = self._headers(stream, row)
                acks.append(
                    await self._jetstream.publish_async(
                        row.subject, row.payload, wait_stall=_ANSWER, stream=stream.value, headers=headers
                    )
                )
            await asyncio.wait_for(asyncio.gather(*acks), timeout=_ANSWER)
        finally:
            for ack in acks:
                ack.cancel()

    def _headers(self, stream: Stream, row: Any) -> dict[str, str]:
        return {
            **row.headers,
            "ce-source": self._sources[stream],
            "daybook-seq": str(row.seq),
            "Nats-Msg-Id": str(row.event_id),
        }

    async def _measure(self) -> None:
        async with self._database.read() as connection:
            for stream in Stream:
                row = (await connection.execute(_WAITING, {"stream": stream.value})).one()
                telemetry.outbox_depth.set(row.depth, {"stream": stream.value})
                telemetry.outbox_lag.set(float(row.lag), {"stream": stream.value})

    async def _prune(self) -> bool:
        """Forgets some of the old rows; tells whether there are more."""
        async with self._database.unit_of_work() as uow:
            gone = await uow.connection.execute(_PRUNE, {"hours": self._keep_hours, "batch": _PRUNE_BATCH})
        if gone.rowcount == _PRUNE_BATCH:
            return True
        async with self._database.unit_of_work() as uow:
            await requests.prune(uow)
        return False


async def republish(database: Database, stream: Stream, after: int) -> int:
    """Has the relay publish the kept rows after a number again, should JetStream have lost them; tells how many.

    Consumers that took them in already know their ids.
    """
    async with database.unit_of_work() as uow:
        again = await uow.connection.execute(
            update(outbox).where(outbox.c.stream == stream.value, outbox.c.seq > after).values(published_at=None)
        )
    return again.rowcount
