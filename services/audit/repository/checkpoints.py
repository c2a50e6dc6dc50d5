"""Signed checkpoints as rows: the latest, all of them in order, and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.audit.domain.merkle import Frontier
from services.audit.tables import checkpoints

_LOCK: Final = 0x0DA1BC  # the advisory lock of the signer


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with its note. `recorded_at` is of the newest entry that it covers."""

    size: int
    root: bytes
    frontier: bytes
    recorded_at: datetime | None
    note: str
    signed_at: datetime

    def frontier_after(self) -> Frontier:
        """The frontier of the log at this size, to append to."""
        return Frontier.unpack(self.size, self.frontier)


_FIELDS: Final = [checkpoints.c[name] for name in SignedCheckpoint.__dataclass_fields__]


async def lock(connection: AsyncConnection) -> None:
    """Makes this transaction the only signer until it ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


async def latest(connection: AsyncConnection) -> SignedCheckpoint | None:
    """The newest checkpoint."""
    rows = await connection.execute(
        select(*_FIELDS).order_by(checkpoints.c.size.desc(), checkpoints.c.signed_at.desc()).limit(1)
    )
    row = rows.first()
    return SignedCheckpoint(*row) if row else None


async def is_stored(connection: AsyncConnection, size: int, root: bytes) -> bool:
    """Whether a checkpoint of this size and root was signed before."""
    query = select(checkpoints.c.size).where(checkpoints.c.size == size, checkpoints.c.root == root).limit(1)
    return (await connection.execute(query)).first() is not None


async def notes_between(connection: AsyncConnection, above: int, upto: int) -> list[tuple[int, bytes, str]]:
    """Size, root and note of the checkpoints larger than `above` and not larger than `upto`, smallest first."""
    columns = (checkpoints.c.size, checkpoints.c.root, checkpoints.c.note)
    within = (checkpoints.c.size > above, checkpoints.c.size <= upto)
    rows = await connection.execute(select(*columns).distinct().where(*within).order_by(checkpoints.c.size))
    return [(row.size, row.root, row.note) for row in rows]


async def add(connection: AsyncConnection, new: SignedCheckpoint) -> None:
    """Stores a checkpoint; the database refuses one that contradicts an earlier one."""
    await connection.execute(
        insert(checkpoints).values({name: getattr(new, name) for name in SignedCheckpoint.__dataclass_fields__})
    )
