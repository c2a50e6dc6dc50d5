"""Notes about players, for staff only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from kit.ids import uuid7
from kit.paging import PageOf, Total
from services.players import events
from services.players.domain.note import Note
from services.players.errors import NoteNotFound, NoteOfAnother
from services.players.repository import notes
from services.players.service import revisions


async def add(
    uow: UnitOfWork,
    operator_id: UUID,
    player_id: UUID,
    text: str,
    pinned: bool,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Note:
    """Writes a note. Raises PlayerNotFound, and InvalidField for one that says nothing."""
    [note] = await add_to_all(uow, operator_id, [player_id], text, pinned, actor, request_id, clock())
    return note


async def add_to_all(
    uow: UnitOfWork,
    operator_id: UUID,
    player_ids: Sequence[UUID],
    text: str,
    pinned: bool,
    actor: Actor,
    request_id: str,
    now: datetime,
) -> list[Note]:
    """As `add`, the same about several players."""
    if not text.strip():
        raise InvalidField("text", "must say something")
    about = await revisions.all_existing(uow.connection, operator_id, player_ids)
    written = [(player, Note(uuid7(), text.strip(), pinned, actor.name, actor.id, now)) for player in about]
    await notes.add(uow.connection, operator_id, [(player.player_id, note) for player, note in written])
    for player, note in written:
        uow.outbox.add(events.note_added(actor, now, player, note, request_id))
    return [note for _, note in written]


async def withdraw(
    uow: UnitOfWork, operator_id: UUID, player_id: UUID, note_id: UUID, actor: Actor, request_id: str, clock: Clock
) -> Note:
    """Withdraws a note; one that is withdrawn stays as it is.

    The author's own, or any for who may suspend players. Raises PlayerNotFound, NoteNotFound and NoteOfAnother.
    """
    player = await revisions.locked(uow.connection, operator_id, player_id)
    note = await notes.find(uow.connection, operator_id, player_id, note_id)
    if note is None:
        raise NoteNotFound
    if note.author_id != actor.id and not actor.may("players.suspend", str(operator_id)):
        raise NoteOfAnother
    if note.withdrawn_at is not None:
        return note
    withdrawn = replace(note, withdrawn_at=clock(), withdrawn_by=actor.name)
    assert withdrawn.withdrawn_at is not None
    await notes.withdraw(uow.connection, operator_id, player_id, note_id, withdrawn.withdrawn_at, actor.name)
    uow.outbox.add(events.note_withdrawn(actor, withdrawn.withdrawn_at, player, withdrawn, request_id))
    return withdrawn


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, withdrawn_too: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's notes, pinned ones first. Raises PlayerNotFound."""
    await revisions.existing(connection, operator_id, player_id)
    return await notes.page(connection, operator_id, player_id, withdrawn_too, cursor, size)
