"""The requests of a stream that were read while others were written, and wait for their turn."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final, NamedTuple
from uuid import UUID

from kit.rpc import call
from services.players.domain.activity import Item, Rejection

_TOGETHER: Final = 4_000  # activities written in one transaction; so many may wait for the next, or one request more


class Batch(NamedTuple):
    """A request of a stream, read."""

    call: call.Call
    operator_id: UUID
    items: list[Item | Rejection]


class Ahead:
    """One reader puts in, one writer takes out, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Batch] = deque()
        self._size = 0  # activities that wait
        self._room = asyncio.Event()
        self._room.set()
        self._changed = asyncio.Event()
        self._ended = False
        self._error: BaseException | None = None

    async def put(self, batch: Batch) -> None:
        """Adds a request as soon as there is room."""
        await self._room.wait()
        self._waiting.append(batch)
        self._count(len(batch.items))
        self._changed.set()

    def end(self, error: BaseException | None = None) -> None:
        """Says that nothing more comes, and why if it is an error."""
        self._ended, self._error = True, error
        self._changed.set()

    async def take(self) -> list[Batch]:
        """Waits for a request and takes with it those that have come and go into the same transaction.

        Takes none at the end; raises what ended the reading, once everything before it was taken.
        """
        while not self._waiting and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        taken: list[Batch] = []
        size = 0
        while self._waiting:
            batch = self._waiting[0]
            size += len(batch.items)
            if taken and (batch.operator_id != taken[0].operator_id or size > _TOGETHER):
                break
            taken.append(self._waiting.popleft())
            self._count(-len(batch.items))
        if not taken and self._error is not None:
            raise self._error
        return taken

    def _count(self, change: int) -> None:
        self._size += change
        if self._size < _TOGETHER:
            self._room.set()
        else:
            self._room.clear()
