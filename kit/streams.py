"""NATS: the connection, and the JetStream streams that every service shares."""

from __future__ import annotations

import logging

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError

from kit.events import Stream

log = logging.getLogger(__name__)

_DAY = 24 * 3600.0
# The outbox is the proof that nothing is lost; the streams keep enough for any consumer to catch up after a long stop.
_SUBJECTS = {Stream.EVENTS: "daybook.events.>", Stream.ACTIVITY: "daybook.activity.>"}
_KEEP = {Stream.EVENTS: 30 * _DAY, Stream.ACTIVITY: 7 * _DAY}


async def connect(url: str, name: str) -> Client:
    """A connection that reconnects for ever and notices a dead link within seconds."""

    async def on_error(error: Exception) -> None:
        log.warning("nats: %s", type(error).__name__)

    return await nats.connect(
        servers=url.split(","),
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.2,
        ping_interval=2,
        max_outstanding_pings=2,
        connect_timeout=5,
        error_cb=on_error,
    )


async def ensure(jetstream: JetStreamContext, replicas: int) -> None:
    """Creates the streams, or brings their settings up to date. Safe from several services at once."""
    for stream, subject in _SUBJECTS.items():
        config = StreamConfig(
            name=stream.value,
            subjects=[subject],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.OLD,
            max_age=_KEEP[stream],
            duplicate_window=600.0,
            num_replicas=replicas,
        )
        try:
            await jetstream.update_stream(config)
        except NotFoundError:
            try:
                await jetstream.add_stream(config)
            except BadRequestError:  # another service was faster
                await jetstream.update_stream(config)
