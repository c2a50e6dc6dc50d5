"""Verifying: reads the whole log through and compares it with its head, its checkpoints and their copies."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kit.db import Database
from services.audit.domain import checkpoint, envelope
from services.audit.domain.checkpoint import BadNote, Checkpoint
from services.audit.domain.entries import Act, Announced, Entry
from services.audit.domain.verification import Claim, Fault, Verification
from services.audit.repository import checkpoints, copies, log
from services.audit.repository.copies import Copies

Note = tuple[int, bytes, str]  # size, root and text of a checkpoint's row

_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found; a log without a fault is whole up to `size`."""

    size: int
    root: bytes
    checkpoints: int
    copies: int
    fault: Fault | None


class Verifier:
    """Verifies the log in the database against what was signed for it."""

    def __init__(
        self,
        database: Database,
        origin: str,
        public_key: Ed25519PublicKey,
        folder: Copies,
        act_of: Callable[[Announced], Act],
    ) -> None:
        self._database = database
        self._origin = origin
        self._public_key = public_key
        self._folder = folder
        self._act_of = act_of

    async def verify(self, *, columns: bool = True) -> Verdict:
        """Reads every entry committed so far; memory does not grow with the log.

        Without `columns` only the bytes, the hashes and the signatures are checked, which is several times faster.
        """
        verification = Verification(self._columns_of if columns else None)
        published = deque(await asyncio.to_thread(self._folder.sizes))
        copies_found, notes_found, done = len(published), 0, -1
        async with self._database.read() as connection:
            head = await log.head(connection)
            async for rows in log.stored(connection, head.size):
                end = rows[-1].index + 1
                stored = await checkpoints.notes_between(connection, done, end)
                claims = deque(self._claims(stored, published, end))
                notes_found, done = notes_found + len(stored), end
                for row in rows:
                    while claims and claims[0].size <= row.index:
                        verification.confirm(claims.popleft())
                    verification.add(row)
                for claim in claims:
                    verification.confirm(claim)
                if verification.fault:
                    break
            verification.confirm(Claim("the head", head.size, head.root))
            # What is left covers more entries than there are: a truncated log, or one restored from a backup.
            stored = await checkpoints.notes_between(connection, done, _LARGEST)
            for claim in self._claims(stored, published, _LARGEST):
                verification.confirm(claim)
        return Verdict(
            verification.size, verification.root(), notes_found + len(stored), copies_found, verification.fault
        )

    def _claims(self, stored: Sequence[Note], published: deque[tuple[int, Path]], upto: int) -> list[Claim]:
        """What the checkpoints of the database and their copies state, by size; takes the copies away."""
        claims = [
            Claim("a checkpoint", size, root if self._signed(note) == Checkpoint(size, root) else None)
            for size, root, note in stored
        ]
        while published and published[0][0] <= upto:
            size, path = published.popleft()
            if note := copies.read(path):  # an empty one was cut short by a crash, before anything was stored
                signed = self._signed(note)
                claims.append(
                    Claim(f"the copy {path.name}", size, signed.root if signed and signed.size == size else None)
                )
        return sorted(claims, key=lambda claim: claim.size)

    def _signed(self, note: str) -> Checkpoint | None:
        try:
            return checkpoint.read(note, self._origin, self._public_key)
        except BadNote:
            return None

    def _columns_of(self, index: int, raw: bytes, leaf_hash: bytes) -> tuple[Any, ...]:
        recorded = envelope.read_entry(raw)
        return log.columns_of(Entry(index, recorded, self._act_of(recorded.event), raw, leaf_hash))
