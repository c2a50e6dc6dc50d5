"""Server-sent events: the browser is told when figures moved, for as long as it listens and may."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kit import waiting
from kit.errors import DomainError

log = logging.getLogger(__name__)

PING_SECONDS: Final = 15.0
_FIRST_PAUSE: Final = 0.5  # seconds before the upstream is opened again; doubles up to the longest
_LONGEST_PAUSE: Final = 5.0

# Opens the upstream, whose messages are (key, data).
Open = Callable[[], AbstractAsyncContextManager[AsyncIterator[tuple[str, Any]]]]


class LiveEvents(Response):
    """A response of `event`s from an upstream that may come and go, with a ping in between.

    For each key only the newest message waits, so that a slow browser costs nothing. `still_allowed` is asked at every
    ping: a revoked session ends its streams.
    """

    def __init__(
        self,
        event: str,
        open_upstream: Open,
        stopping: asyncio.Event,
        still_allowed: Callable[[], Awaitable[bool]],
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        super().__init__(media_type="text/event-stream")
        self._event = event
        self._open = open_upstream
        self._stopping = stopping
        self._still_allowed = still_allowed
        self._ping_seconds = ping_seconds
        self._waiting: dict[str, Any] = {}
        self._changed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watcher = asyncio.create_task(self._watch())
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        try:
            await StreamingResponse(self._events(), headers=headers, media_type="text/event-stream")(
                scope, receive, send
            )
        finally:
            watcher.cancel()

    async def _events(self) -> AsyncIterator[bytes]:
        yield b"retry: 2000\n\n"
        clock = asyncio.get_running_loop().time
        next_ping = clock() + self._ping_seconds
        while True:
            await waiting.first(self._changed, self._stopping, timeout=max(next_ping - clock(), 0))
            if self._stopping.is_set():
                return
            self._changed.clear()
            moved, self._waiting = self._waiting, {}
            for data in moved.values():
                yield _encode(self._event, data)
            if clock() >= next_ping:
                if not await self._still_allowed():
                    return
                yield _encode("ping", {})
                next_ping = clock() + self._ping_seconds

    async def _watch(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._open() as messages:
                    async for key, data in messages:
                        pause = _FIRST_PAUSE
                        self._waiting[key] = data
                        self._changed.set()
            except DomainError as error:
                log.info("live %s interrupted, opening again: %s", self._event, error.reason)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _encode(event: str, data: Any) -> bytes:
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
