"""Sending: batches through one stream, several in flight, confirmed in order; a broken stream is taken up again."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

import grpc
from daybook.players.v1 import activity_service_pb2 as pb
from daybook.players.v1.activity_service_pb2_grpc import ActivityServiceStub

from importer.batches import Batch
from importer.errors import DoorClosed, KeyRefused
from kit.errors import Kind
from kit.rpc import client
from kit.rpc.status import from_rpc

# An answer that takes longer than this is taken for a lost connection.
ANSWER_SECONDS: Final = 30.0
# How long a new operator may be unknown to the players service.
UNKNOWN_OPERATOR_SECONDS: Final = 15.0
_EOF: Final[Any] = grpc.aio.EOF  # type: ignore[attr-defined]  # the stubs lack it
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 3.0

Confirm = Callable[[Batch, Sequence[pb.ActivityResult]], None]


@dataclass(frozen=True)
class Door:
    """Where the players service listens, and the key that opens it for one operator."""

    address: str
    key: str
    operator_id: str
    root_certificates: bytes | None = None

    @property
    def in_clear(self) -> bool:
        """Whether others could read the key on its way: to another machine without TLS."""
        host = self.address.rpartition(":")[0].strip("[]")
        try:
            here = ip_address(host).is_loopback
        except ValueError:
            here = host == "localhost" or self.address.startswith("unix:")
        return self.root_certificates is None and not here


class _Interrupted(Exception):
    """The stream broke; what was not confirmed is sent again."""

    def __init__(self, problem: str, unknown_operator: bool = False) -> None:
        super().__init__(problem)
        self.unknown_operator = unknown_operator


class Sender:
    """Sends each batch until it is confirmed, up to `window` at a time.

    While nothing is confirmed for `patience` seconds it tries again and again, then raises DoorClosed.
    """

    def __init__(self, door: Door, window: int, patience: float, waiting: Callable[[str], None]) -> None:
        self.door = door  # may be replaced between two calls of send, when a key was refused
        self._window = window
        self._patience = patience
        self._waiting = waiting
        self._pending: deque[Batch] = deque()  # sent or to be sent, not yet confirmed
        self._arrived = asyncio.Event()  # the writer added to them, or has no more; one for each event loop
        self._written = False
        self._progressed = time.monotonic()

    async def send(self, batches: Iterator[Batch], confirm: Confirm) -> None:
        """Sends all batches. `confirm` hears of each once, in order. Raises ImporterError.

        Called again after a failure, it begins with what the failed call left unconfirmed.
        """
        source = _Source(batches)
        self._arrived = asyncio.Event()
        async with client.channel(self.door.address, root_certificates=self.door.root_certificates) as channel:
            pause = _FIRST_PAUSE
            self._progressed = time.monotonic()
            while not (source.exhausted and not self._pending):
                before = self._progressed
                try:
                    await self._stream(ActivityServiceStub(channel), source, confirm)
                except _Interrupted as broken:
                    pause = _FIRST_PAUSE if self._progressed != before else min(pause * 2, _LONGEST_PAUSE)
                    await self._pause(broken, pause)
        source.check()

    async def _pause(self, broken: _Interrupted, pause: float) -> None:
        limit = min(self._patience, UNKNOWN_OPERATOR_SECONDS) if broken.unknown_operator else self._patience
        waited = time.monotonic() - self._progressed
        if waited + pause > limit:
            raise DoorClosed(
                f"The players service at {self.door.address} confirmed nothing for {waited:.0f} s ({broken}). "
                "Nothing is lost: run the same command again to go on from here."
            )
        self._waiting(f"{broken}; trying again ({waited:.0f} of {limit:.0f} s)")
        await asyncio.sleep(pause)

    async def _stream(self, stub: Any, source: _Source, confirm: Confirm) -> None:
        """One stream from open to end: first what an earlier one left unconfirmed, then the rest."""
        call = stub.StreamActivity(metadata=client.metadata(self.door.key))
        self._written = False
        # One batch goes ahead of the others: a write that meets the server's refusal would hide why it refused.
        room, ahead = asyncio.Semaphore(1), self._window - 1
        writer = asyncio.create_task(self._write(call, source, room))
        try:
            while batch := await self._next_pending(writer):
                results: Sequence[pb.ActivityResult] = ()
                if batch.activities:
                    results = await self._answer(call)
                    for _ in range(ahead):
                        room.release()
                    ahead = 0
                    if len(results) != len(batch.activities):
                        raise DoorClosed("The players service did not answer for each activity that was sent.")
                confirm(batch, results)
                self._pending.popleft()
                self._progressed = time.monotonic()
                room.release()
        except grpc.aio.AioRpcError as error:
            raise _failure(error) from error
        finally:
            writer.cancel()
            # What a broken stream throws at the writer, the reader has heard too.
            with suppress(asyncio.CancelledError, asyncio.InvalidStateError, grpc.aio.AioRpcError, grpc.aio.UsageError):
                await writer
            call.cancel()

    async def _next_pending(self, writer: asyncio.Task[None]) -> Batch | None:
        """The oldest unconfirmed batch; None when the writer has handed over everything and all is confirmed."""
        while not self._pending:
            if self._written:  # raises what ended it early
                await writer
                return None
            self._arrived.clear()
            await self._arrived.wait()
        return self._pending[0]

    async def _write(self, call: Any, source: _Source, room: asyncio.Semaphore) -> None:
        try:
            for batch in list(self._pending):
                await room.acquire()
                await self._write_one(call, batch)
            while True:
                await room.acquire()
                made = source.next()
                if made is None:
                    break
                if not self._pending:
                    # Until now there was nothing to confirm; reading up to here may have taken long.
                    self._progressed = time.monotonic()
                self._pending.append(made)
                self._arrived.set()
                await self._write_one(call, made)
            await call.done_writing()
        finally:
            self._written = True
            self._arrived.set()

    async def _write_one(self, call: Any, batch: Batch) -> None:
        if batch.activities:
            request = pb.StreamActivityRequest(operator_id=self.door.operator_id, activities=batch.activities)
            await call.write(request)
        # Making the next batch takes the event loop for some milliseconds: let answers in between.
        await asyncio.sleep(0)

    async def _answer(self, call: Any) -> Sequence[pb.ActivityResult]:
        try:
            response = await asyncio.wait_for(call.read(), ANSWER_SECONDS)
        except TimeoutError:
            raise _Interrupted(f"no answer within {ANSWER_SECONDS:.0f} s") from None
        if response is _EOF:
            raise _Interrupted("the stream ended early")
        results: Sequence[pb.ActivityResult] = response.results
        return results


class _Source:
    """The batches still to be made. A failure while making one is kept until what came before it is confirmed."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self._failure: Exception | None = None
        self.exhausted = False

    def next(self) -> Batch | None:
        if self.exhausted:
            return None
        try:
            return next(self._batches)
        except StopIteration:
            self.exhausted = True
        except Exception as failure:  # raised again by check; a generator that raised looks exhausted
            self._failure, self.exhausted = failure, True
        return None

    def check(self) -> None:
        """Raises what ended the batches early, if anything did."""
        if self._failure is not None:
            raise self._failure


def _failure(error: grpc.aio.AioRpcError) -> Exception:
    """What a failed stream means: worth another try, or the end of the import."""
    failure = from_rpc(error)
    if failure.reason == "OPERATOR_UNKNOWN":
        return _Interrupted("the players service does not know this operator yet", unknown_operator=True)
    if failure.kind is Kind.UNAUTHENTICATED:
        return KeyRefused("The players service refused the platform key: it is expired, revoked or of another suite.")
    if failure.kind is Kind.DENIED:
        return DoorClosed("The platform key does not allow recording activity for this operator.")
    if failure.kind in (Kind.UNAVAILABLE, Kind.CONFLICT, Kind.EXHAUSTED):
        return _Interrupted(_problem(error))
    return DoorClosed(f"The players service refused the import: {failure.message}")


def _problem(error: grpc.aio.AioRpcError) -> str:
    """A few words for people; the trace of a mistake in the service is in its own message."""
    details = error.details() or ""
    if details.startswith("Internal error from Core"):  # a write that met the end of the stream
        return "the connection broke"
    if error.code() is grpc.StatusCode.INTERNAL:
        return details or "internal error"
    return "the service does not answer" if error.code() is grpc.StatusCode.UNAVAILABLE else error.code().name
