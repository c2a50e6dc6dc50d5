"""Signing: checkpoints when the log has grown and at least hourly, never one that contradicts an earlier one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import telemetry, waiting
from kit.clock import Clock
from kit.db import Database, UnitOfWork, is_outage
from services.audit.domain import checkpoint as notes
from services.audit.domain.checkpoint import BadNote, Checkpoint
from services.audit.domain.merkle import Frontier
from services.audit.errors import LogInconsistent
from services.audit.repository import checkpoints, log
from services.audit.repository.checkpoints import SignedCheckpoint
from services.audit.repository.copies import Copies

logger = logging.getLogger(__name__)

_signed: Final = telemetry.meter.create_counter("daybook.audit.checkpoints", "1", "Rounds of the signer, by outcome")
_size: Final = telemetry.meter.create_gauge("daybook.audit.checkpoint_size", "1", "Entries under the last checkpoint")


@dataclass(frozen=True, slots=True)
class Identity:
    """The log's name and the key that signs for it."""

    origin: str
    key: Ed25519PrivateKey


class Signer:
    """Signs the log's head every `every` seconds when it has grown, and after `idle` seconds in any case."""

    def __init__(
        self, database: Database, identity: Identity, copies: Copies, clock: Clock, *, every: float, idle: float
    ) -> None:
        self._database = database
        self._identity = identity
        self._copies = copies
        self._clock = clock
        self._every = every
        self._idle = timedelta(seconds=idle)
        self._published: Checkpoint | None = None  # the largest of the write-once copies, not yet found in the log
        self._looked = False

    async def run(self, stop: asyncio.Event) -> None:
        """Signs until told to stop."""
        while not stop.is_set():
            try:
                await self.sign()
            except LogInconsistent as error:
                _signed.add(1, {"outcome": "inconsistent"})
                logger.critical("%s", error.message)
            except Exception as error:
                _signed.add(1, {"outcome": "failed"})
                outage = is_outage(error)
                logger.warning("no checkpoint signed: %s", type(error).__name__, exc_info=not outage)
            await waiting.first(stop, timeout=self._every)

    async def sign(self) -> SignedCheckpoint | None:
        """Signs the committed head if that is due. Raises LogInconsistent."""
        if not self._looked:
            self._published = await asyncio.to_thread(self._newest_copy)
            self._looked = True
        async with self._database.unit_of_work() as uow:
            await checkpoints.lock(uow.connection)
            last, now = await checkpoints.latest(uow.connection), self._clock()
            head = await log.head(uow.connection)
            if last is not None and last.size == head.size and last.root == head.root and now < self._due(last):
                return None
            await self._check(uow.connection, last, head)
            new = await self._issue(uow, head, now)
        _signed.add(1, {"outcome": "signed"})
        _size.set(new.size)
        return new

    def _newest_copy(self) -> Checkpoint | None:
        """What has been published: a log restored from an old backup must not be signed as if it were whole."""
        newest = self._copies.newest()
        if newest is None:
            return None
        path, note = newest
        try:
            return notes.read(note, self._identity.origin, self._identity.key.public_key())
        except BadNote as error:
            raise LogInconsistent(f"The published checkpoint {path.name} is not one of this log and key.") from error

    def _due(self, last: SignedCheckpoint) -> datetime:
        return last.signed_at + self._idle

    async def _check(self, connection: AsyncConnection, last: SignedCheckpoint | None, head: log.Head) -> None:
        """That the head follows from the last checkpoint and the leaves stored since, and from what was published."""
        if last is not None and (last.size > head.size or (last.size == head.size and last.root != head.root)):
            raise LogInconsistent(f"A checkpoint covers {last.size} entries, the head of {head.size} differs.")
        published = self._published
        if published is not None and published.size > head.size:
            raise LogInconsistent(f"A checkpoint of {published.size} entries is published, the log has {head.size}.")
        frontier, since = (last.frontier_after(), last.recorded_at) if last is not None else (Frontier(), None)
        if last is not None and frontier.root() != last.root:
            raise LogInconsistent(f"The frontier stored with the checkpoint of size {last.size} is not its own.")
        if published is not None and published.size < frontier.size:
            if await checkpoints.is_stored(connection, published.size, published.root):
                published = self._published = None
            else:
                frontier, since = Frontier(), None  # once after a start at most: the whole log is hashed
        self._compare(frontier)
        async for index, leaf in log.leaf_hashes(connection, since, frontier.size, head.size):
            if index != frontier.size:
                raise LogInconsistent(f"Entry {frontier.size} is missing.")
            frontier.append(leaf)
            self._compare(frontier)
        if frontier.size != head.size or frontier.root() != head.root:
            raise LogInconsistent(f"The head of {head.size} entries does not follow from the entries stored.")
        self._published = None

    def _compare(self, frontier: Frontier) -> None:
        published = self._published
        if published is not None and published.size == frontier.size and published.root != frontier.root():
            raise LogInconsistent(f"The published checkpoint of size {published.size} has another root.")

    async def _issue(self, uow: UnitOfWork, head: log.Head, now: datetime) -> SignedCheckpoint:
        note = notes.sign(self._identity.origin, Checkpoint(head.size, head.root), self._identity.key)
        new = SignedCheckpoint(head.size, head.root, head.frontier.pack(), head.recorded_at, note, now)
        await checkpoints.add(uow.connection, new)
        # Before the commit: a copy without a row is found again at the next start, a row without a copy would not be.
        await asyncio.to_thread(self._copies.write, new.size, now, note)
        return new
