"""Notes: written, withdrawn, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.note import Note
from services.players.repository import rows
from services.players.tables import notes

ORDER: Final = Keyset("notes", [notes.c.pinned, notes.c.at, notes.c.note_id], descending=True)


async def add(connection: AsyncConnection, operator_id: UUID, written: Sequence[tuple[UUID, Note]]) -> None:
    """Keeps new notes, each with the id of whom it is about."""
    await connection.execute(
        insert(notes),
        [
            {
                "operator_id": operator_id,
                "player_id": player_id,
                "note_id": note.note_id,
                "text": note.text,
                "pinned": note.pinned,
                "author": note.author,
                "author_id": note.author_id,
                "at": note.at,
            }
            for player_id, note in written
        ],
    )


async def find(connection: AsyncConnection, operator_id: UUID, player_id: UUID, note_id: UUID) -> Note | None:
    """One note of a player."""
    query = select(notes).where(
        notes.c.operator_id == operator_id, notes.c.player_id == player_id, notes.c.note_id == note_id
    )
    row = (await connection.execute(query)).first()
    return _note(row) if row is not None else None


async def withdraw(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, note_id: UUID, at: datetime, by: str
) -> None:
    """Withdraws a note."""
    await connection.execute(
        update(notes)
        .where(notes.c.operator_id == operator_id, notes.c.player_id == player_id, notes.c.note_id == note_id)
        .values(withdrawn_at=at, withdrawn_by=by)
    )


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, withdrawn_too: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's notes, pinned ones first, then newest first."""
    query = select(notes).where(notes.c.operator_id == operator_id, notes.c.player_id == player_id)
    if not withdrawn_too:
        query = query.where(notes.c.withdrawn_at.is_(None))
    found = await ORDER.page(connection, query, cursor, size)
    return PageOf([_note(row) for row in found.rows], found.next_cursor), await count(connection, query)


def _note(row: Any) -> Note:
    return Note(
        note_id=row.note_id,
        text=row.text,
        pinned=row.pinned,
        author=row.author,
        author_id=row.author_id,
        at=rows.moment(row.at),
        withdrawn_at=rows.moment_or_none(row.withdrawn_at),
        withdrawn_by=row.withdrawn_by,
    )
